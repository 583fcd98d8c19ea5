// A person who has a keyboard alone: what a test presses, types and chooses is come to with Tab, and
// with arrows within a group, from wherever the focus is. What cannot be come to fails.

/** More than any screen has to go through; Tab goes round, so that all of it has been seen by then. */
const STEPS_MAX = 1000;
const wait_ms = 50;
const waits_ms_max = 60_000;

/** In the page: how what has the focus stands to what is wanted. */
function standing(target) {
  const active = document.activeElement;
  const wanted = target.closest('label')?.control ?? target;
  if (wanted.matches(':disabled, [aria-disabled=true]')) return 'disabled';
  if (active === wanted || (active !== document.body && active.contains(wanted) && active.matches('button, a, summary, [role=button], [role=row], [role=tab]'))) {
    return active.matches('[type=checkbox], [type=radio]') ? 'on, by Space' : 'on';
  }
  const group = (element) =>
    element.type === 'radio' ? (element.closest('[role=radiogroup]') ?? element.form ?? document) : element.closest('[role=tablist], [role=listbox], [role=menu]');
  const isMember = (element) => element.matches('[type=radio], [role=tab], [role=option], [role=menuitem], [role=menuitemradio]');
  const inside = wanted.closest('[role=tab], [role=option], [role=menuitem], [role=menuitemradio]') ?? wanted;
  if (isMember(active) && isMember(inside) && group(active) === group(inside)) {
    return group(inside)?.matches?.('[role=tablist]:not([aria-orientation=vertical])') ? 'beside' : 'below';
  }
  return 'elsewhere';
}

/** Goes on until what is wanted has the focus; says how it is pressed. */
async function reach(locator) {
  const { keyboard } = locator.page();
  const until = Date.now() + waits_ms_max;
  for (let step = 0; step < STEPS_MAX; ) {
    const at = await locator.evaluate(standing);
    if (at.startsWith('on')) return at === 'on' ? 'Enter' : 'Space';
    if (at === 'disabled') {
      if (Date.now() > until) throw new Error(`it stays disabled: ${locator}`);
      await new Promise((later) => setTimeout(later, wait_ms));
      continue;
    }
    await keyboard.press({ beside: 'ArrowRight', below: 'ArrowDown', elsewhere: 'Tab' }[at]);
    step++;
  }
  throw new Error(`a keyboard does not come to ${locator}`);
}

async function click() {
  const key = await reach(this);
  // An arrow has chosen it already.
  const isChosen = await this.evaluate((target) => {
    const wanted = target.closest('label')?.control ?? target.closest('[role=tab]') ?? target;
    return (wanted.type === 'radio' && wanted.checked) || (wanted.role === 'tab' && wanted.ariaSelected === 'true');
  });
  if (!isChosen) await this.page().keyboard.press(key);
}

async function fill(text) {
  await reach(this);
  const { keyboard } = this.page();
  await keyboard.press('Control+a');
  if (text === '') await keyboard.press('Delete');
  else await keyboard.insertText(text);
}

async function pressSequentially(text) {
  await reach(this);
  await this.page().keyboard.type(text);
}

async function selectOption(wanted) {
  await reach(this);
  const { keyboard } = this.page();
  const isChosen = () => this.evaluate((select, value) => select.value === (value.label === undefined ? value : [...select.options].find((one) => one.label === value.label)?.value), wanted);
  await keyboard.press('Home');
  for (let step = 0; step < STEPS_MAX; step++) {
    if (await isChosen()) return;
    await keyboard.press('ArrowDown');
  }
  throw new Error(`arrows do not choose ${JSON.stringify(wanted)} in ${this}`);
}

/** From now on, in all pages of this process. */
export function byKeyboardAlone(page) {
  Object.assign(Object.getPrototypeOf(page.locator('html')), { click, fill, pressSequentially, selectOption });
}
