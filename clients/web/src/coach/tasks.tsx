/** What is to be done: ticked off, changed, dropped; each of them can be taken back. */
import { useState } from 'react';
import { useAct } from '../door/useDoor';
import { Button, Empty, Field, Problem, Row, Rows, Section, Select, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import { changes, FormDialog, including, TaskForm, useSaving, useSeen, useStaffOptions, useTexts } from './forms';
import type { Person } from './person';
import { useUndo } from './undo';

type Task = Person['tasks'][number];

export function Tasks({ person }: { person: Person }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const undo = useUndo();
  const [isAdding, setAdding] = useState(false);
  const [changing, setChanging] = useState<Task | null>(null);
  const [showsDone, setShowsDone] = useState(false);
  const open = person.tasks.filter((one) => one.status === 'open').sort((one, other) => (one.due ?? '9').localeCompare(other.due ?? '9'));
  const closed = person.tasks.filter((one) => one.status !== 'open').reverse();
  const close = async (name: 'task.done' | 'task.drop', task: Task) => {
    const saved = await act(name, { task: task.id });
    if (!saved) return;
    const what = name === 'task.done' ? w.tasks.isDone(task.title) : w.tasks.isDropped(task.title);
    undo.offer(what, () => void act('task.reopen', { task: task.id }));
  };
  return (
    <Section
      title={w.person.tasks}
      actions={<Button tone="quiet" icon="add" aria-label={w.person.addTask} onPress={() => setAdding(true)}>{w.add}</Button>}
    >
      <Problem error={error} />
      {undo.note}
      {open.length === 0 && <Empty>{w.person.noTasks}</Empty>}
      <Rows>
        {open.map((task) => (
          <Row
            key={task.id}
            title={task.title}
            detail={[task.due && w.today.due(f.day(task.due)), task.assignee_name].filter(Boolean).join(' · ')}
            side={
              <>
                <Unsent is={task.unsent} />
                <Button tone="quiet" icon="pen" aria-label={w.changeOf(task.title)} onPress={() => setChanging(task)} />
                <Button icon="check" aria-label={w.today.markDone(task.title)} onPress={() => void close('task.done', task)}>
                  {w.today.done}
                </Button>
              </>
            }
          />
        ))}
      </Rows>
      {closed.length > 0 && (
        <Button tone="quiet" aria-expanded={showsDone} onPress={() => setShowsDone(!showsDone)}>
          {w.person.doneTasks(closed.length)}
        </Button>
      )}
      {showsDone && (
        <Rows>
          {closed.map((task) => (
            <Row
              key={task.id}
              title={task.title}
              detail={[w.person.statuses[task.status], task.due && f.day(task.due)].filter(Boolean).join(' · ')}
              side={
                <>
                  <Unsent is={task.unsent} />
                  <Button aria-label={`${w.person.reopen}: ${task.title}`} onPress={() => void act('task.reopen', { task: task.id })}>
                    {w.person.reopen}
                  </Button>
                </>
              }
            />
          ))}
        </Rows>
      )}
      <TaskForm person={person} isOpen={isAdding} onClose={() => setAdding(false)} />
      {changing && (
        <ChangeTaskForm key={changing.id} person={person} task={changing} onClose={() => setChanging(null)}
          onDrop={() => void close('task.drop', changing)} />
      )}
    </Section>
  );
}

function ChangeTaskForm(props: { person: Person; task: Task; onClose(): void; onDrop(): void }): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.task);
  const staff = useStaffOptions(props.person);
  const first = { title: seen.title, due: seen.due ?? '', assignee: seen.assignee ?? '' };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('task.change');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  const drop = () => {
    props.onClose();
    props.onDrop();
  };
  return (
    <FormDialog title={w.tasks.change} isOpen onClose={props.onClose} doing={doing} fields={['title', 'due', 'assignee']}
      remove={{ label: w.tasks.drop, onPress: drop }}
      save={() => doing.change({ task: seen.id, version: seen.version }, changes(first, texts, ['title']))}>
      <Field label={w.person.taskTitle} {...field('title')} isRequired autoFocus />
      <div className="fields">
        <Field label={w.person.taskDue} type="date" {...field('due')} />
        <Select label={w.person.taskAssignee} {...field('assignee')} {...(!seen.assignee && { empty: '–' })}
          options={including(staff, seen.assignee, seen.assignee_name)} />
      </div>
    </FormDialog>
  );
}
