/** Keeps the focus on the page when what had it is gone, for whoever has no pointer. */
import { useEffect } from 'react';

export function useFocusKept(): void {
  useEffect(() => {
    let last: Element | null = null;
    const came = (event: FocusEvent) => {
      last = event.target instanceof Element ? event.target : null;
    };
    const watch = new MutationObserver(() => {
      if (!last || last.isConnected || document.activeElement !== document.body) return;
      last = null;
      document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    });
    addEventListener('focusin', came);
    watch.observe(document.body, { childList: true, subtree: true });
    return () => {
      removeEventListener('focusin', came);
      watch.disconnect();
    };
  }, []);
}
