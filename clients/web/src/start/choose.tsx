/** Whose store: several people may share a device, each with a store of their own. */
import { useState } from 'react';
import { Button, Field, Form, Row, Rows, Tag } from '../parts/parts';
import { useWords } from '../words/words';
import { Alone } from './alone';
import type { StoreEntry } from './kept';
import { checkLockCode } from './lockCode';

export function Choose(props: {
  stores: readonly StoreEntry[];
  onChosen(store: StoreEntry): void;
  onEnrol(): void;
  onOffice(): void;
}): React.JSX.Element {
  const { w } = useWords();
  return (
    <Alone title={w.start.chooseTitle} lead={w.start.chooseLead}>
      <Rows>
        {props.stores.map((store) => (
          <Row
            key={store.id}
            lead={<span className="avatar" aria-hidden="true">{(store.name ?? '?').slice(0, 1)}</span>}
            title={store.wiped ? w.wiped.title : (store.name ?? w.start.unknown)}
            detail={store.tenant}
            side={store.unsent > 0 && <Tag tone="warn">{w.sync.short.unsent(store.unsent)}</Tag>}
            onOpen={() => props.onChosen(store)}
          />
        ))}
      </Rows>
      {props.stores.some((store) => store.unsent > 0) && <p className="soft small">{w.start.stayed}</p>}
      <div className="actions">
        <Button icon="add" onPress={props.onEnrol}>
          {w.start.someoneElse}
        </Button>
        <Button tone="quiet" onPress={props.onOffice}>{w.start.office}</Button>
      </div>
    </Alone>
  );
}

/** Asks for the code of a store that has one. */
export function Unlock(props: { store: StoreEntry; onUnlocked(): void; onBack(): void }): React.JSX.Element {
  const { w } = useWords();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    const checked = await checkLockCode(props.store.id, code);
    setBusy(false);
    setCode('');
    if (checked.is === 'right') props.onUnlocked();
    else setError(checked.waitSeconds > 0 ? w.lock.wait(checked.waitSeconds) : w.lock.wrong);
  };
  return (
    <Alone title={w.lock.open(props.store.name ?? w.start.unknown)}>
      <Form onSubmit={() => void check()}>
        <Field label={w.lock.code} value={code} onChange={setCode} type="password" inputMode="numeric" error={error} autoFocus isRequired />
        <div className="actions">
          <Button tone="main" type="submit" isDisabled={isBusy}>
            {w.lock.unlock}
          </Button>
          <Button tone="quiet" onPress={props.onBack}>
            {w.back}
          </Button>
        </div>
      </Form>
      <p className="soft small">{w.lock.forgotten}</p>
    </Alone>
  );
}
