/** The frame around the office's screens, with the places that this person's roles open. */
import { useState, useSyncExternalStore } from 'react';
import { People } from '../coach/people';
import { useHistoryViews, ViewsProvider } from '../coach/view';
import type { Me } from '../door/officeDoor';
import { BarItem, Frame } from '../parts/frame';
import { Dialog, Page, Row, Rows, Tag } from '../parts/parts';
import { Inbox } from '../sync/inbox';
import { AccountPage } from './account';
import { CaseloadPage } from './caseload';
import { DecisionsPage } from './decisions';
import { DevicesPage } from './devices';
import { OfficePerson } from './duplicates';
import { ExportPage } from './exportPage';
import { FigurePage } from './figurePage';
import { useFocusKept } from './focus';
import { HoursPage } from './hours';
import { OfficeIcon, type OfficeIconName } from './icons';
import { ImportPage } from './importPage';
import { OfficeNote } from './note';
import { OpeningsPage } from './openings';
import { OverviewPage } from './overview';
import { ProgrammePage } from './programme';
import { answersForOthers, isOfCases } from './rights';
import { useOffice } from './said';
import { MemberPage, StaffPage } from './staff';
import { UnitsPage } from './units';
import { useOfficeViews, type OfficeView } from './view';

export function Desk(props: { me: Me; onSignOut(): void }): React.JSX.Element {
  const views = useHistoryViews('office');
  return (
    <ViewsProvider value={views}>
      <OfficeFrame {...props} />
    </ViewsProvider>
  );
}

interface Place {
  at: 'today' | 'people' | 'decisions' | 'hours' | 'staff' | 'devices' | 'openings' | 'import' | 'export' | 'account';
  icon: OfficeIconName;
  /** The office has the last word; a place that it would refuse is not offered. */
  isFor?: (me: Me) => boolean;
}

const places: readonly Place[] = [
  { at: 'today', icon: 'overview' },
  { at: 'people', icon: 'people' },
  { at: 'decisions', icon: 'decisions' },
  { at: 'hours', icon: 'hours', isFor: isOfCases },
  { at: 'staff', icon: 'staff', isFor: answersForOthers },
  { at: 'devices', icon: 'devices', isFor: answersForOthers },
  { at: 'openings', icon: 'openings', isFor: answersForOthers },
  { at: 'import', icon: 'import', isFor: answersForOthers },
  { at: 'export', icon: 'export' },
  { at: 'account', icon: 'account' },
];

/** Of which place in the menu a screen is part. */
function placeOf(view: OfficeView): string {
  switch (view.at) {
    case 'person':
    case 'note':
      return 'people';
    case 'programme':
    case 'figure':
      return 'today';
    case 'sync':
      return 'decisions';
    case 'caseload':
      return 'decisions';
    case 'member':
    case 'units':
      return 'staff';
    case 'settings':
      return 'account';
    default:
      return view.at;
  }
}

const narrow = matchMedia('(max-width: 719px)');

function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed);
      return () => narrow.removeEventListener('change', changed);
    },
    () => narrow.matches,
  );
}

/** As many places as a phone's bar has beside the one that opens all of them. */
const places_in_hand = 3;

function OfficeFrame({ me, onSignOut }: { me: Me; onSignOut(): void }): React.JSX.Element {
  const { o } = useOffice();
  const { view, go } = useOfficeViews();
  const isNarrow = useNarrow();
  useFocusKept();
  const [showsAll, setShowsAll] = useState(false);
  const here = placeOf(view);
  const allowed = places.filter((one) => one.isFor?.(me) ?? true);
  const shown = isNarrow ? allowed.slice(0, places_in_hand) : allowed;
  const isAmong = shown.some((one) => one.at === here);
  return (
    <>
      <Frame
        place={o.nav[here as Place['at']] ?? null}
        className="frame office"
        contentClass="content"
        items={shown.map(({ at, icon }) => (
          <BarItem key={at} icon={<OfficeIcon name={icon} />} isHere={here === at} onPress={() => go({ at })}>
            {o.nav[at]}
            {at === 'account' && <span className="bar-state">{me.name}</span>}
          </BarItem>
        ))}
        rest={
          isNarrow ? (
            <BarItem icon={<OfficeIcon name="more" />} isHere={!isAmong} onPress={() => setShowsAll(true)}>
              {o.more}
            </BarItem>
          ) : (
            <BarItem icon={<OfficeIcon name="leave" />} onPress={onSignOut}>
              {o.signOut}
            </BarItem>
          )
        }
      >
        <Screen view={view} me={me} />
      </Frame>
      <Dialog title={o.everywhere} isOpen={showsAll && isNarrow} onClose={() => setShowsAll(false)}>
        <Rows>
          {allowed.slice(places_in_hand).map(({ at, icon }) => (
            <Row
              key={at}
              lead={<OfficeIcon name={icon} />}
              title={o.nav[at]}
              detail={at === 'account' && me.name}
              side={here === at && <Tag>{o.here}</Tag>}
              onOpen={() => {
                setShowsAll(false);
                go({ at });
              }}
            />
          ))}
          <Row lead={<OfficeIcon name="leave" />} title={o.signOut} onOpen={onSignOut} />
        </Rows>
      </Dialog>
    </>
  );
}

function Screen({ view, me }: { view: OfficeView; me: Me }): React.JSX.Element {
  const { o } = useOffice();
  const { back } = useOfficeViews();
  switch (view.at) {
    case 'today':
      return <OverviewPage />;
    case 'programme':
      return <ProgrammePage key={view.programme} {...view} />;
    case 'figure':
      return <FigurePage key={JSON.stringify(view.of)} of={view.of} />;
    case 'people':
      return <People />;
    case 'person':
      return <OfficePerson key={view.participant} {...view} />;
    case 'note':
      return <OfficeNote key={`${view.participant}${view.note ?? ''}`} {...view} />;
    case 'sync':
      return (
        <Page title={o.inbox.title} lead={o.inbox.lead} onBack={back}>
          <Inbox />
        </Page>
      );
    case 'decisions':
      return <DecisionsPage me={me} />;
    case 'caseload':
      return <CaseloadPage key={view.from ?? ''} me={me} from={view.from ?? ''} />;
    case 'hours':
      return <HoursPage me={me} programme={view.programme ?? ''} unit={view.unit ?? ''} />;
    case 'staff':
      return <StaffPage me={me} />;
    case 'member':
      return <MemberPage key={view.staff} me={me} staff={view.staff} />;
    case 'units':
      return <UnitsPage me={me} />;
    case 'devices':
      return <DevicesPage />;
    case 'openings':
      return <OpeningsPage />;
    case 'import':
      return <ImportPage />;
    case 'export':
      return <ExportPage {...view} />;
    default:
      return <AccountPage me={me} />;
  }
}
