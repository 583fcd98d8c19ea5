/** A kiosk that the office has wiped: it offers nothing but what its staff's code opens. */
import { useState } from 'react';
import { Button } from '../parts/parts';
import { Alone } from '../start/alone';
import { useLockdown } from './lockdown';
import { useKiosk } from './said';
import { StaffDoor } from './staff';

export default function WipedKiosk(props: { store: string; when: string; onOpened(): void }): React.JSX.Element {
  const { k, w, f } = useKiosk();
  const [isOfStaff, setOfStaff] = useState(false);
  useLockdown();
  if (isOfStaff) return <StaffDoor store={props.store} onIn={props.onOpened} onBack={() => setOfStaff(false)} />;
  return (
    <Alone title={w.wiped.title} lead={w.wiped.lead(f.moment(props.when))}>
      <p className="soft">{w.wiped.more}</p>
      <div className="actions">
        <Button icon="lock" onPress={() => setOfStaff(true)}>{k.staff}</Button>
      </div>
    </Alone>
  );
}
