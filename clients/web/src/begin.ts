/**
 * What a page does first. A start that leads straight to somebody's day opens their store and asks it
 * for the day while the screens are still being loaded; so nothing large may be imported here.
 */
import { kioskOf, storesNow } from './start/kept';
import { openSession } from './start/session';
import { firstStage } from './start/stage';

const stage = firstStage();
if (stage.at === 'open') {
  const isKiosk = kioskOf(storesNow()) !== null;
  openSession(stage.store)
    .then(({ store, early }) => early.ask(store, isKiosk ? ['me'] : ['me', 'today', 'status', 'programmes.list']))
    .catch(() => {
      // The screens open it, too, and say what was wrong.
    });
  void (isKiosk ? import('./kiosk/kiosk') : import('./coach/coach')).catch(() => {});
}
void import('./main').then(({ draw }) => draw(stage));
