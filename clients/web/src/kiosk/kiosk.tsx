/** A shared tablet at which participants check themselves in and out, and nothing else can be reached. */
import { useEffect, useState } from 'react';
import type { Session } from '../start/session';
import { useStores } from '../start/useKept';
import { useLockdown } from './lockdown';
import './kiosk.css';
import { Participant } from './participant';
import { Setup, Staff } from './staff';

export default function Kiosk(props: { session: Session; onEnded(): void }): React.JSX.Element | null {
  const { session, onEnded } = props;
  const entry = useStores().find((one) => one.id === session.id);
  const [isOfStaff, setOfStaff] = useState(false);
  useLockdown();
  // Another tab has ended it.
  const isOver = !entry;
  useEffect(() => {
    if (isOver) onEnded();
  }, [isOver, onEnded]);
  if (!entry) return null;
  if (!entry.lock) return <Setup store={session.id} />;
  if (isOfStaff) return <Staff session={session} onBack={() => setOfStaff(false)} onEnded={onEnded} />;
  return <Participant store={session.id} asksMood={entry.kiosk?.asksMood ?? false} onStaff={() => setOfStaff(true)} />;
}
