/** A sheet that stands alone on the screen: before somebody's store is open. */
import { useEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../words/words';
import { Button } from '../parts/parts';
import { setSettings } from './kept';

export function Alone(props: { title: string; lead?: ReactNode; children: ReactNode }): React.JSX.Element {
  const { w, f } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const other = f.language === 'sv' ? 'en' : 'sv';
  return (
    <main className="alone">
      <div className="sheet">
        <div className="section-head">
          <div className="brand">
            <img src="/icon.svg" alt="" />
            {w.app}
          </div>
          <div className="actions">
            <span lang={other}>
              <Button tone="quiet" onPress={() => setSettings({ language: other })}>
                {w.language[other]}
              </Button>
            </span>
          </div>
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.lead && <p className="lead">{props.lead}</p>}
        {props.children}
      </div>
    </main>
  );
}
