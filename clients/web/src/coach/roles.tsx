/** The role workshop: roles that are carved out at a workplace, and how each stands with its gates. */
import { useState } from 'react';
import type { Answer } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Choice, Confirm, Empty, Facts, Field, Page, Problem, Row, Rows, Section, Select, Tag, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { FormDialog, given, linesOf, useSaving, useTexts, type FormProps } from './forms';
import type { Programme } from './person';
import { useViews } from './view';

type Role = Answer<'roles.list'>['roles'][number];

function useProgrammesWithGates(): Programme[] | null {
  const { answer } = useObserved('programmes.list', {});
  return answer?.programmes.filter((one): one is Programme => 'gates' in one && one.gates.length > 0) ?? null;
}

function StatusTag({ role }: { role: Role }): React.JSX.Element {
  const { w } = useWords();
  if (role.blocked || role.gates_rejected.length > 0) return <Tag tone="bad">{w.roles.rejected}</Tag>;
  return <Tag tone={role.status === 'published' ? 'good' : 'calm'}>{w.roles.statuses[role.status]}</Tag>;
}

export function Roles(): React.JSX.Element {
  const { w } = useWords();
  const { go } = useViews();
  const programmes = useProgrammesWithGates();
  const { answer, error } = useObserved('roles.list', {});
  const [isDrafting, setDrafting] = useState(false);
  return (
    <Page
      title={w.roles.title}
      lead={w.roles.lead}
      actions={
        programmes && programmes.length > 0 && (
          <Button tone="main" icon="add" onPress={() => setDrafting(true)}>
            {w.roles.draft}
          </Button>
        )
      }
    >
      <Problem error={error} />
      {programmes?.length === 0 && <Empty>{w.roles.noProgramme}</Empty>}
      {answer && (
        <div className="section">
          {answer.roles.length === 0 && <Empty>{w.roles.none}</Empty>}
          <Rows label={w.roles.title}>
            {answer.roles.map((role) => (
              <Row
                key={role.id}
                title={role.title}
                detail={[role.unit_type, role.gates_missing.length > 0 && w.roles.missing(role.gates_missing.length)].filter(Boolean).join(' · ')}
                side={
                  <>
                    <Unsent is={role.unsent} />
                    <StatusTag role={role} />
                  </>
                }
                onOpen={() => go({ at: 'role', role: role.id })}
              />
            ))}
          </Rows>
        </div>
      )}
      {programmes && programmes.length > 0 && (
        <RoleForm programmes={programmes} role={null} roles={answer?.roles ?? []} isOpen={isDrafting} onClose={() => setDrafting(false)} />
      )}
    </Page>
  );
}

export function RolePage(props: { role: string }): React.JSX.Element {
  const { w, f } = useWords();
  const { back, go } = useViews();
  const programmes = useProgrammesWithGates();
  const { answer } = useObserved('roles.list', {});
  const { act, error } = useAct();
  const [isChanging, setChanging] = useState(false);
  const [isWithdrawing, setWithdrawing] = useState(false);
  const [deciding, setDeciding] = useState<{ key: string; name: string } | null>(null);
  const role = answer?.roles.find((one) => one.id === props.role);
  const programme = programmes?.find((one) => one.id === role?.programme);
  if (!answer || !programmes) return <p className="soft" role="status">{w.waitingForStore}</p>;
  if (!role) {
    return (
      <Page title={w.roles.title} onBack={back}>
        <Empty>{w.roles.none}</Empty>
      </Page>
    );
  }
  const next = answer.roles.find((one) => one.id === role.leads_to);
  return (
    <Page
      title={role.title}
      onBack={back}
      lead={
        <span className="actions">
          <StatusTag role={role} />
          <Unsent is={role.unsent} />
        </span>
      }
      actions={
        role.status === 'draft' && (
          <>
            <Button icon="pen" onPress={() => setChanging(true)}>{w.roles.change}</Button>
            <Button tone="main" onPress={() => void act('role.publish', { role_template: role.id })}>{w.roles.publish}</Button>
          </>
        )
      }
    >
      <Problem error={error} />
      <Section title={w.roles.tasks}>
        {role.tasks.length === 0 && <Empty>{w.roles.noTasks}</Empty>}
        <ul className="bullets">
          {role.tasks.map((task) => (
            <li key={task}>{task}</li>
          ))}
        </ul>
        <Facts
          of={[
            [w.roles.unitType, role.unit_type],
            [w.roles.language, role.language_demand],
            [w.roles.duration, role.duration_months !== null && w.roles.months(role.duration_months)],
            [w.roles.funder, role.funder],
            [w.roles.leadsTo, next?.title],
          ]}
        />
      </Section>
      <Section title={w.roles.gates}>
        <Rows label={w.roles.gates}>
          {programme?.gates.map((gate) => {
            const decisions = role.decisions.filter((one) => one.gate === gate.key);
            const isMissing = role.gates_missing.includes(gate.key);
            const isRejected = role.gates_rejected.includes(gate.key);
            const name = nameOf(gate, f.language);
            return (
              <Row
                key={gate.key}
                title={name}
                detail={decisions.map((one) => [f.day(one.decided_on), one.reason].filter(Boolean).join(': ')).join(' · ')}
                side={
                  <>
                    <Tag tone={isRejected ? 'bad' : isMissing ? 'warn' : 'good'}>
                      {isRejected ? w.roles.rejected : isMissing ? w.roles.waiting : w.roles.approved}
                    </Tag>
                    {isMissing && (
                      <Button aria-label={`${w.roles.decide}: ${name}`} onPress={() => setDeciding({ key: gate.key, name })}>
                        {w.roles.decide}
                      </Button>
                    )}
                  </>
                }
              />
            );
          })}
        </Rows>
      </Section>
      <div className="actions">
        <Button icon="employers" onPress={() => go({ at: 'employers' })}>{w.employers.toEmployers}</Button>
        {role.status !== 'withdrawn' && <Button tone="danger" onPress={() => setWithdrawing(true)}>{w.roles.withdraw}</Button>}
      </div>
      <RoleForm programmes={programmes} role={role} roles={answer.roles} isOpen={isChanging} onClose={() => setChanging(false)} />
      {deciding && <DecisionForm role={role.id} gate={deciding} onClose={() => setDeciding(null)} />}
      <Confirm
        title={w.roles.withdraw}
        lead={w.roles.withdrawLead}
        action={w.roles.withdraw}
        tone="danger"
        isOpen={isWithdrawing}
        onClose={() => setWithdrawing(false)}
        onConfirm={() => void act('role.withdraw', { role_template: role.id })}
      />
    </Page>
  );
}

/** Drafts a role, or changes the draft that was shown when the form opened. */
function RoleForm(props: FormProps & { programmes: Programme[]; role: Role | null; roles: Role[] }): React.JSX.Element {
  const { w, f } = useWords();
  const { role } = props;
  const [texts, set] = useTexts(
    {
      programme: props.programmes[0]?.key ?? '',
      title: role?.title ?? '',
      tasks: role?.tasks.join('\n') ?? '',
      unitType: role?.unit_type ?? '',
      language: role?.language_demand ?? '',
      months: role?.duration_months?.toString() ?? '',
      funder: role?.funder ?? '',
      leadsTo: role?.leads_to ?? '',
      version: role?.version ?? '',
    },
    props.isOpen,
  );
  const drafting = useSaving('role.draft');
  const changing = useSaving('role.change');
  const used = role ? changing : drafting;
  const fields = ['title', 'tasks', 'unit_type', 'language_demand', 'duration_months', 'funder', 'leads_to'];
  const values = () => ({
    title: texts.title,
    tasks: linesOf(texts.tasks),
    unit_type: given(texts.unitType),
    language_demand: given(texts.language),
    duration_months: texts.months === '' ? null : Number(texts.months),
    funder: given(texts.funder),
    leads_to: given(texts.leadsTo),
  });
  return (
    <FormDialog
      {...props}
      title={role ? w.roles.change : w.roles.draft}
      doing={used}
      fields={fields}
      save={() =>
        role
          ? changing.save({ role_template: role.id, version: texts.version, ...values() })
          : drafting.save({ programme: texts.programme, ...values() })
      }
    >
      {!role && props.programmes.length > 1 && (
        <Select label={w.intake.programme} value={texts.programme} onChange={set('programme')}
          options={props.programmes.map((one) => ({ value: one.key, label: nameOf(one.name, f.language) || one.title }))} />
      )}
      <Field label={w.roles.name} value={texts.title} onChange={set('title')} error={used.fieldError('title')} isRequired autoFocus />
      <Field label={w.roles.tasks} hint={w.person.placementTasksHint} lines={4} value={texts.tasks} onChange={set('tasks')} error={used.fieldError('tasks')} />
      <div className="fields">
        <Field label={w.roles.unitType} value={texts.unitType} onChange={set('unitType')} error={used.fieldError('unit_type')} />
        <Field label={w.roles.language} value={texts.language} onChange={set('language')} error={used.fieldError('language_demand')} />
        <Field label={w.roles.durationMonths} type="number" inputMode="numeric" value={texts.months} onChange={set('months')} error={used.fieldError('duration_months')} />
        <Field label={w.roles.funder} value={texts.funder} onChange={set('funder')} error={used.fieldError('funder')} />
      </div>
      <Select label={w.roles.leadsTo} value={texts.leadsTo} onChange={set('leadsTo')} empty="–" error={used.fieldError('leads_to')}
        options={props.roles.filter((one) => one.id !== role?.id).map((one) => ({ value: one.id, label: one.title }))} />
    </FormDialog>
  );
}

function DecisionForm(props: { role: string; gate: { key: string; name: string }; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const [decision, setDecision] = useState<'approved' | 'rejected'>('approved');
  const [reason, setReason] = useState('');
  const doing = useSaving('role.decide');
  return (
    <FormDialog title={props.gate.name} isOpen onClose={props.onClose} doing={doing} fields={['decision', 'reason']}
      save={() => doing.save({ role_template: props.role, gate: props.gate.key, decision, reason: given(reason) })}>
      <p className="soft">{w.roles.forGood}</p>
      <Choice label={w.roles.decide} value={decision} onChange={(value) => setDecision(value as typeof decision)} error={doing.fieldError('decision')}
        options={[
          { value: 'approved', label: w.roles.approve },
          { value: 'rejected', label: w.roles.reject },
        ]} />
      <Field label={w.person.why} lines={2} value={reason} onChange={setReason} error={doing.fieldError('reason')} isRequired={decision === 'rejected'} />
    </FormDialog>
  );
}
