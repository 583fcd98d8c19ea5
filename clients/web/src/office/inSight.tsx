/** What is far down a long page is neither drawn nor asked for until somebody comes near it. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useOffice } from './said';
import { Section } from '../parts/parts';

export function InSight({ title, isTall, children }: { title: string; isTall?: boolean; children: ReactNode }): React.JSX.Element {
  const { o } = useOffice();
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && setSeen(true), { rootMargin: '50% 0px' });
    watch.observe(place.current);
    // On paper there is no coming near.
    const print = () => setSeen(true);
    addEventListener('beforeprint', print);
    return () => {
      watch.disconnect();
      removeEventListener('beforeprint', print);
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
