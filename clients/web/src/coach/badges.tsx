/** A participant's badges for the unit's kiosk: issued, printed once, taken back. */
import { lazy, Suspense } from 'react';
import type { Answer } from '../door/door';

// Few open it, so it comes when it is asked for, with what draws its code. Let it stand last, since
// what came late above others would push them away from under a finger.
const Section = lazy(() => import('../kiosk/badgeSection'));

export function Badges(props: { person: Answer<'participant.show'> }): React.JSX.Element {
  return (
    <Suspense fallback={null}>
      <Section {...props} />
    </Suspense>
  );
}
