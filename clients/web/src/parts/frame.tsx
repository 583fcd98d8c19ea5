/** What stands around screens: the way past the menu, the menu, and the page's title. */
import { useEffect, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useWords } from '../words/words';

/** One place of the menu. */
export function BarItem(props: { icon: ReactNode; isHere?: boolean; onPress(): void; children: ReactNode }): React.JSX.Element {
  return (
    <AriaButton className="bar-item" aria-current={props.isHere ? 'page' : undefined} onPress={props.onPress}>
      {props.icon}
      <span className="bar-words">{props.children}</span>
    </AriaButton>
  );
}

export function Frame(props: {
  /** The place's name. The title is kept in the browser's history, so it names the place and nobody in it. */
  place: string | null;
  className?: string;
  contentClass: string;
  items: ReactNode;
  /** What stands at the menu's end. */
  rest: ReactNode;
  children: ReactNode;
}): React.JSX.Element {
  const { w } = useWords();
  useEffect(() => {
    document.title = props.place ? `${props.place} – ${w.app}` : w.app;
  }, [props.place, w]);
  return (
    <div className={props.className ?? 'frame'}>
      <a
        className="skip button"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>('h1')?.focus();
        }}
      >
        {w.skip}
      </a>
      <nav className="bar" aria-label={w.nav.label}>
        <div className="brand">
          <img src="/icon.svg" alt="" />
          {w.app}
        </div>
        {props.items}
        <div className="rest" />
        {props.rest}
      </nav>
      <main className={props.contentClass} id="main">
        {props.children}
      </main>
    </div>
  );
}
