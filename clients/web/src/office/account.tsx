/** Who is signed in, how they want the app, and their password. */
import type { Me } from '../door/officeDoor';
import { Facts, Page, Section } from '../parts/parts';
import { LookChoices } from '../start/look';
import { useOffice } from './said';
import { ChangePassword } from './signIn';

export function AccountPage({ me }: { me: Me }): React.JSX.Element {
  const { o, w, f } = useOffice();
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
        <LookChoices />
      </Section>
      <Section title={o.account.session}>
        <p>{o.account.sessionLead}</p>
        <p className="soft">{o.account.everywhere}</p>
      </Section>
      <Section title={o.password.change}>
        <ChangePassword />
      </Section>
    </Page>
  );
}
