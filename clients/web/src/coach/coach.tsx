/** The coach's app: the frame around its screens. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useObserved } from '../door/useDoor';
import { BarItem, Frame } from '../parts/frame';
import { Icon, type IconName } from '../parts/icons';
import { Button, Dialog } from '../parts/parts';
import type { Session } from '../start/session';
import { SyncPlace } from '../sync/syncPlace';
import { useWords } from '../words/words';
import { EnrolAgain, Intake } from './intake';
import { NotePage } from './note';
import { People } from './people';
import { RolePage, Roles } from './roles';
import { SessionProvider, useOnline, useReport } from './session';
import { SettingsPage } from './settings';
import { Today } from './today';
import { useHistoryViews, useViews, ViewsProvider, type View } from './view';

const CheckIn = lazy(() => import('../checkin/checkin'));
// With all of its forms it is the largest of the screens, and none of the first.
const fetchPerson = () => import('./person').then((page) => ({ default: page.Person }));
const Person = lazy(fetchPerson);
const Employers = lazy(() => import('./employers'));
const EmployerPage = lazy(async () => ({ default: (await import('./employers')).EmployerPage }));

/** When the first screen stands, and more may be fetched without keeping it waiting. */
const SETTLED_AFTER_MS = 2000;

/** What a coach opens next is there when the network goes, even before the service worker has it. */
function useFetchedAhead(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const fetching of [fetchPerson(), import('./employers'), import('../parts/day')]) fetching.catch(() => {});
    }, SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}

export default function Coach(props: { session: Session; onLock(): void }): React.JSX.Element {
  const views = useHistoryViews(props.session.id);
  useFetchedAhead();
  return (
    <SessionProvider value={props.session}>
      <ViewsProvider value={views}>
        {views.view.at === 'checkin' ? (
          <Suspense fallback={null}>
            <CheckIn participant={views.view.participant} reason={views.view.reason} />
          </Suspense>
        ) : (
          <CoachFrame onLock={props.onLock} view={views.view} />
        )}
      </ViewsProvider>
    </SessionProvider>
  );
}

/** A check-in has the whole screen, since others hold the tablet meanwhile. */
type FramedView = Exclude<View, { at: 'checkin' }>;

const places = [
  { at: 'today', icon: 'today' },
  { at: 'people', icon: 'people' },
  { at: 'intake', icon: 'add' },
  { at: 'employers', icon: 'employers' },
  { at: 'roles', icon: 'roles' },
] as const satisfies readonly { at: View['at']; icon: IconName }[];

/** Of which place in the menu a screen is part. */
function placeOf(view: FramedView): string {
  if (view.at === 'person' || view.at === 'note') return 'people';
  if (view.at === 'employer') return 'employers';
  return view.at === 'role' ? 'roles' : view.at;
}

function CoachFrame({ onLock, view }: { onLock(): void; view: FramedView }): React.JSX.Element {
  const { w } = useWords();
  const { go } = useViews();
  const [isLeaving, setLeaving] = useState(false);
  const { answer: status } = useObserved('status', {});
  const { answer: programmes } = useObserved('programmes.list', {});
  const place = placeOf(view);
  // Where no programme has roles to be approved, there is nothing to do in that place.
  const hasGates = programmes?.programmes.some((one) => 'gates' in one && one.gates.length > 0) ?? false;

  return (
    <Frame
      place={place in w.nav ? w.nav[place as keyof typeof w.nav] : null}
      contentClass="content"
      items={places
        .filter(({ at }) => at !== 'roles' || hasGates)
        .map(({ at, icon }) => (
          <BarItem key={at} icon={<Icon name={icon} />} isHere={place === at} onPress={() => go({ at })}>
            {w.nav[at]}
          </BarItem>
        ))}
      rest={
        <>
          <SyncItem isHere={place === 'sync'} />
          <BarItem icon={<Icon name="settings" />} isHere={place === 'settings'} onPress={() => go({ at: 'settings' })}>
            {w.nav.settings}
          </BarItem>
          <BarItem icon={<Icon name="lock" />} onPress={() => setLeaving(true)}>
            {w.lock.lock}
          </BarItem>
        </>
      }
    >
      {status?.progress && (
        <p className="note" role="status">
          {w.sync.loading(String(status.progress.rows), String(status.progress.rows_total))}
        </p>
      )}
      <Suspense fallback={<p className="soft" role="status">{w.waitingForStore}</p>}>
        <Screen view={view} />
      </Suspense>
      <Dialog title={w.lock.leave} isOpen={isLeaving} onClose={() => setLeaving(false)}>
        <p>{w.lock.safe(status?.unsent ?? 0)}</p>
        <div className="actions end">
          <Button onPress={() => setLeaving(false)}>{w.cancel}</Button>
          <Button tone="main" icon="lock" onPress={onLock}>
            {w.lock.lock}
          </Button>
        </div>
      </Dialog>
    </Frame>
  );
}

/** Always in sight: whether work waits, in words. */
function SyncItem({ isHere }: { isHere: boolean }): React.JSX.Element {
  const { w } = useWords();
  const { go } = useViews();
  const { answer: status } = useObserved('status', {});
  const isOnline = useOnline();
  const report = useReport();
  const needs = status ? status.refused + status.conflicts + status.late + status.deletions_undone : 0;
  const isStopped = report?.phase === 'stopped';
  const [tone, text] =
    needs > 0 || isStopped
      ? ['bad', needs > 0 ? w.sync.short.needsYou(needs) : w.sync.needsYou]
      : (status?.unsent ?? 0) > 0
        ? ['warn', w.sync.short.unsent(status?.unsent ?? 0)]
        : ['', isOnline ? w.sync.short.sent : w.sync.short.offline];
  return (
    <BarItem icon={<Icon name="sync" />} isHere={isHere} onPress={() => go({ at: 'sync' })}>
      {w.nav.sync}
      <span className={`bar-state ${tone}`}>{text}</span>
    </BarItem>
  );
}

function Screen({ view }: { view: FramedView }): React.JSX.Element {
  switch (view.at) {
    case 'today':
      return <Today />;
    case 'people':
      return <People />;
    case 'intake':
      return <Intake />;
    case 'enrol':
      return <EnrolAgain key={view.participant} {...view} />;
    case 'person':
      return <Person key={view.participant} {...view} />;
    case 'note':
      return <NotePage key={`${view.participant}${view.note ?? ''}`} {...view} />;
    case 'employers':
      return <Employers />;
    case 'employer':
      return <EmployerPage key={view.employer} employer={view.employer} />;
    case 'roles':
      return <Roles />;
    case 'role':
      return <RolePage key={view.role} role={view.role} />;
    case 'sync':
      return <SyncPlace />;
    case 'settings':
      return <SettingsPage />;
  }
}
