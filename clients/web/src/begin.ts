/**
 * What a page does first. A start that leads straight to somebody's day opens their store and asks it
 * for the day while the screens are still being loaded; so nothing large may be imported here.
 */
import { openSession } from './start/session';
import { firstStage } from './start/stage';

if (firstStage.at === 'open') {
  openSession(firstStage.store)
    .then(({ store, early }) => early.ask(store, ['me', 'today', 'status', 'programmes.list']))
    .catch(() => {
      // The screens open it, too, and say what was wrong.
    });
  void import('./coach/coach').catch(() => {});
}
void import('./main');
