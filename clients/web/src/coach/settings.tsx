/** How the person wants the app, and the code that opens it. */
import { useState } from 'react';
import { useObserved } from '../door/useDoor';
import { Button, Facts, Field, Form, Page, Section } from '../parts/parts';
import { changeStore } from '../start/kept';
import { useStores } from '../start/useKept';
import { makeLockCode } from '../start/lockCode';
import { LookChoices } from '../start/look';
import { useWords } from '../words/words';
import { useSession } from './session';

export function SettingsPage(): React.JSX.Element {
  const { w } = useWords();
  const { answer: me } = useObserved('me', {});
  return (
    <Page title={w.settings.title}>
      <Section title={w.settings.who}>
        <Facts
          of={[
            [w.settings.signedInAs, me?.name],
            [w.settings.office, me?.tenant_title],
          ]}
        />
      </Section>
      <div className="section">
        <LookChoices />
      </div>
      <CodeSection />
    </Page>
  );
}

const DIGITS_MIN = 4;

function CodeSection(): React.JSX.Element {
  const { w } = useWords();
  const { id } = useSession();
  const lock = useStores().find((one) => one.id === id)?.lock ?? null;
  const [code, setCode] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<'short' | 'differs' | null>(null);
  const set = async () => {
    if (code.length < DIGITS_MIN) return setError('short');
    if (code !== again) return setError('differs');
    setError(null);
    changeStore(id, { lock: await makeLockCode(code) });
    setCode('');
    setAgain('');
  };
  return (
    <Section title={w.lock.setTitle}>
      <p className="soft">{w.lock.setLead}</p>
      <p>{lock ? w.lock.isSet : w.lock.isNotSet}</p>
      <Form onSubmit={() => void set()}>
        <div className="fields">
          <Field label={w.lock.newCode} type="password" inputMode="numeric" autoComplete="new-password" value={code} onChange={setCode} error={error === 'short' ? w.lock.short : null} />
          <Field label={w.lock.again} type="password" inputMode="numeric" autoComplete="new-password" value={again} onChange={setAgain} error={error === 'differs' ? w.lock.differs : null} />
        </div>
        <div className="actions">
          <Button tone="main" type="submit">{w.lock.set}</Button>
          {lock && <Button onPress={() => changeStore(id, { lock: null })}>{w.lock.remove}</Button>}
        </div>
      </Form>
    </Section>
  );
}
