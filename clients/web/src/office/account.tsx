/** Who is signed in, how they want the app, and their password. */
import type { Me } from '../door/officeDoor';
import { Choice, Facts, Page, Section } from '../parts/parts';
import { setSettings, useSettings, type Settings } from '../start/kept';
import { useOffice } from './said';
import { ChangePassword } from './signIn';

export function AccountPage({ me }: { me: Me }): React.JSX.Element {
  const { o, w, f } = useOffice();
  const settings = useSettings();
  const options = <T extends string>(names: Record<T, string>) =>
    Object.entries<string>(names).map(([value, label]) => ({ value, label }));
  const names = (units: Me['manages']) => f.list(units.map((one) => one.name ?? '').filter(Boolean).sort());
  return (
    <Page title={o.nav.account}>
      <Section title={o.account.who}>
        <Facts
          of={[
            [o.account.name, me.name],
            [w.settings.office, me.tenant_title],
            [o.account.roles, f.list(me.roles.map((role) => o.roles[role] ?? role))],
            [o.account.manages, names(me.manages)],
            [o.account.worksAt, names(me.memberships)],
          ]}
        />
      </Section>
      <Section title={o.account.look}>
        <Choice
          label={w.language.choose}
          value={settings.language}
          onChange={(language) => setSettings({ language: language as Settings['language'] })}
          options={[
            { value: 'sv', label: w.language.sv },
            { value: 'en', label: w.language.en },
          ]}
        />
        <Choice label={w.settings.theme} value={settings.theme} onChange={(theme) => setSettings({ theme: theme as Settings['theme'] })} options={options(w.settings.themes)} />
        <Choice label={w.settings.size} value={settings.size} onChange={(size) => setSettings({ size: size as Settings['size'] })} options={options(w.settings.sizes)} />
      </Section>
      <Section title={o.password.change}>
        <ChangePassword />
      </Section>
    </Page>
  );
}
