/** A shared tablet at which participants check themselves in and out, and nothing else can be reached. */
import { useState } from 'react';
import type { Session } from '../start/session';
import { useStores } from '../start/useKept';
import { useLockdown } from './lockdown';
import './kiosk.css';
import { Participant } from './participant';
import { Setup, Staff } from './staff';

export default function Kiosk(props: { session: Session; onEnded(): void }): React.JSX.Element {
  const { session } = props;
  const entry = useStores().find((one) => one.id === session.id);
  const [isOfStaff, setOfStaff] = useState(false);
  useLockdown();
  if (entry && !entry.lock) return <Setup store={session.id} />;
  if (isOfStaff) return <Staff session={session} onBack={() => setOfStaff(false)} onEnded={props.onEnded} />;
  return <Participant store={session.id} asksMood={entry?.kiosk?.asksMood ?? false} onStaff={() => setOfStaff(true)} />;
}
