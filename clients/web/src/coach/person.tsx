/** One person's page. That it was opened is logged by the query itself, with the reason. */
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Answer } from '../door/door';
import { useObserved } from '../door/useDoor';
import { Icon } from '../parts/icons';
import { Button, Page, Problem, Tag } from '../parts/parts';
import { useWords } from '../words/words';
import { Overview } from './overview';
import { CheckinsTab, NotesTab, PlacementsTab, PlanTab, TeamTab } from './personTabs';
import { ProfileTab } from './profile';
import { useViews, type PersonTab, type Reason } from './view';

export type Person = Answer<'participant.show'>;
export type Programme = Extract<Answer<'programmes.list'>['programmes'][number], { team_roles: unknown }>;

const TABS = ['overview', 'plan', 'notes', 'checkins', 'placements', 'profile', 'team'] as const;

export function Person(props: { participant: string; reason: Reason; tab: PersonTab }): React.JSX.Element {
  const { w } = useWords();
  const { go, replace, back } = useViews();
  const { participant, reason, tab } = props;
  const { answer: person, error } = useObserved('participant.show', { participant, reason });
  const { answer: known } = useObserved('programmes.list', {});
  if (error) {
    return (
      <Page title={w.person.noLonger} onBack={back}>
        {error.kind === 'not_found' ? <p>{w.person.noLongerLead}</p> : <Problem error={error} />}
      </Page>
    );
  }
  if (!person) return <p className="soft" role="status">{w.waitingForStore}</p>;
  const enrolment = person.enrolments.find((one) => one.status === 'active') ?? person.enrolments.at(-1);
  const programmes = known?.programmes.filter((one): one is Programme => 'team_roles' in one) ?? [];
  const programme = programmes.find((one) => one.id === enrolment?.programme) ?? null;
  const tabs = {
    overview: <Overview person={person} reason={reason} programmes={programmes} />,
    plan: <PlanTab person={person} programme={programme} programmes={programmes} />,
    profile: <ProfileTab person={person} />,
    notes: <NotesTab person={person} reason={reason} />,
    checkins: <CheckinsTab person={person} />,
    placements: <PlacementsTab person={person} programmes={programmes} />,
    team: <TeamTab person={person} programme={programme} programmes={programmes} />,
  };
  return (
    <Page
      title={person.name}
      onBack={back}
      lead={
        <span className="actions">
          {enrolment && <span>{[enrolment.programme_title, enrolment.unit_name].filter(Boolean).join(' · ')}</span>}
          {person.protection > 0 && (
            <Tag tone="bad">
              <Icon name="shield" />
              {w.person.protected[person.protection]}
            </Tag>
          )}
        </span>
      }
      actions={
        <>
          <Button icon="check" onPress={() => go({ at: 'checkin', participant, reason })}>
            {w.person.checkin}
          </Button>
          <Button tone="main" icon="pen" onPress={() => go({ at: 'note', participant, reason, note: null })}>
            {w.person.newNote}
          </Button>
        </>
      }
    >
      {person.protection > 0 && <p className="note warn">{w.person.protectedLead}</p>}
      <Tabs
        className="tabs"
        selectedKey={tab}
        onSelectionChange={(key) => replace({ at: 'person', participant, reason, tab: key as PersonTab })}
      >
        <TabList className="tab-list" aria-label={w.person.tabsLabel}>
          {TABS.map((one) => (
            <Tab key={one} id={one} className="tab">
              {w.person.tabs[one]}
            </Tab>
          ))}
        </TabList>
        {TABS.map((one) => (
          <TabPanel key={one} id={one} className="tab-panel">
            {tabs[one]}
          </TabPanel>
        ))}
      </Tabs>
      <p className="soft small">{w.person.logged(w.people.reasons[reason])}</p>
    </Page>
  );
}
