// What the package's types let through, and what they do not. Compiled only.
import { Brygga, BryggaError, type SyncReport } from 'brygga';

export async function uses(): Promise<void> {
  const store = await Brygga.open({ name: 'alice' });
  const commandId = crypto.randomUUID();
  const amina = { first_name: 'Amina', last_name: 'Åkesson' };
  const added = await store.call('participant.add', amina, { commandId });
  const participant: string = added.participant;
  const unsent: number = (await store.call('status')).unsent;
  for await (const page of store.observe('participants.list', { search: 'åke' })) {
    const total: number = page.total;
    console.log(total, participant, unsent);
  }
  for await (const report of store.reports()) {
    const phase: SyncReport['phase'] = report.phase;
    console.log(phase);
  }
}

export async function misuses(store: Brygga): Promise<void> {
  // @ts-expect-error: what is needed is missing
  await store.call('participant.add');
  // @ts-expect-error: a name is a text
  await store.call('participant.add', { first_name: 1, last_name: 'Åkesson' });
  // @ts-expect-error: there is no such call
  await store.call('participant.teleport');
  // @ts-expect-error: a command cannot be observed
  store.observe('participant.add', { first_name: 'Amina', last_name: 'Åkesson' });
  // @ts-expect-error: errors are read, not written
  new BryggaError({ code: 'x', kind: 'odd', sentence: '', can_retry: false });
}
