/** What an account may do with others', as the office decides it: what it would refuse is not offered. */
import type { Answer } from '../door/door';
import type { Me } from '../door/officeDoor';

export type StaffMember = Answer<'staff.list'>['staff'][number];

const has = (roles: readonly string[], ...wanted: string[]) => wanted.some((one) => roles.includes(one));

/** Those for whom the office opens more than their own cases. */
export const answersForOthers = (me: Me): boolean => has(me.roles, 'manager', 'office', 'operator');

/** Who adds and changes staff and units. */
export const keepsStaff = (me: Me): boolean => me.roles.includes('office');

const isOverAll = (me: Me) => has(me.roles, 'office', 'operator');

/** Whom this account sees in its list of the staff. */
export function answersFor(me: Me, person: StaffMember): boolean {
  if (isOverAll(me) || person.id === me.account) return true;
  const managed = new Set(me.manages.map((one) => one.id));
  return [...person.memberships, ...person.manages].some((one) => managed.has(one.id));
}

/** Whoever gets a code for somebody can do what they can: a manager, for those of their units alone. */
export function mayInvite(me: Me, person: StaffMember): boolean {
  if (person.status !== 'active') return false;
  if (isOverAll(me)) return true;
  if (!me.roles.includes('manager')) return false;
  if (person.id === me.account) return true;
  const managed = new Set(me.manages.map((one) => one.id));
  const units = [...person.memberships, ...person.manages];
  return !has(person.roles, 'office', 'operator') && units.length > 0 && units.every((one) => managed.has(one.id));
}

/** Who sees all cases of a unit, and so may give them to others and seal its months. */
export const managesCases = (me: Me): boolean => has(me.roles, 'manager', 'office') && me.manages.length > 0;

export const isOfCases = (me: Me): boolean => has(me.roles, 'coach', 'manager', 'office') && me.manages.length + me.memberships.length > 0;
