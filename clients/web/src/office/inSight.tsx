/** What is far down a long page is neither drawn nor asked for until somebody comes near it. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useOffice } from './said';
import { Section } from '../parts/parts';

const whole = 'brygga.whole';
const print_wait_ms_max = 60_000;

/** On paper there is no coming near: all of the page is asked for, and printed when it is there. */
export function printWhole(): void {
  dispatchEvent(new Event(whole));
  const until = Date.now() + print_wait_ms_max;
  const look = () => {
    const isWhole = document.querySelector('.later, .awaited') === null;
    if (isWhole || Date.now() > until) print();
    else setTimeout(look, 100);
  };
  setTimeout(look, 100);
}

export function InSight({ title, isTall, children }: { title: string; isTall?: boolean; children: ReactNode }): React.JSX.Element {
  const { o } = useOffice();
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && setSeen(true), { rootMargin: '50% 0px' });
    watch.observe(place.current);
    const show = () => setSeen(true);
    addEventListener(whole, show);
    return () => {
      watch.disconnect();
      removeEventListener(whole, show);
    };
  }, [isSeen]);
  if (isSeen) return <>{children}</>;
  return (
    <div ref={place} className={isTall ? 'later tall' : 'later'}>
      <Section title={title}>
        <p className="soft">{o.waiting}</p>
      </Section>
    </div>
  );
}
