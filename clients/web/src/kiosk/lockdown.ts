/**
 * What a page can do to stay where it is: nothing lies behind its back button, links into it lead
 * nowhere, the screen stays on and, where the browser allows it, is all of the device's. Leaving the
 * browser only the tablet itself can prevent, as the set-up says.
 */
import { useEffect, useRef } from 'react';
import { dropLink } from '../start/invitation';

const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/** Calls back each time that nobody has touched the device for so long, counted anew for each step. */
export function useIdle(rest_ms: number, onIdle: () => void, step: unknown = null): void {
  const idle = useRef(onIdle);
  idle.current = onIdle;
  useEffect(() => {
    let timer = 0;
    const touch = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        touch();
        idle.current();
      }, rest_ms);
    };
    touch();
    for (const event of TOUCHES) addEventListener(event, touch, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const event of TOUCHES) removeEventListener(event, touch);
    };
  }, [rest_ms, step]);
}

/** Must come from a touch or a key. Escape, which leaves it, is asked of the browser, too. */
export async function goFullscreen(): Promise<void> {
  if (document.fullscreenElement || !document.fullscreenEnabled) return;
  await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
  const { keyboard } = navigator as Navigator & { keyboard?: { lock?(keys: string[]): Promise<void> } };
  await keyboard?.lock?.(['Escape']);
}

/** Whoever touches a kiosk that has lost the whole screen gives it back. */
export function useFullscreen(): void {
  useEffect(() => {
    const ask = () => void goFullscreen().catch(() => {});
    addEventListener('click', ask);
    return () => removeEventListener('click', ask);
  }, []);
}

/** A file that is dropped on a page is opened in its place. */
const WAYS_OUT = ['contextmenu', 'dragstart', 'dragover', 'drop'] as const;
/** With Ctrl or Cmd: print, save and open, each with a dialog of the device's files. */
const KEYS_OUT = new Set(['p', 's', 'o']);

export function useLockdown(): void {
  useEffect(() => {
    history.replaceState(null, '', '/');
    history.pushState(null, '', '/');
    const stay = () => {
      dropLink();
      history.pushState(null, '', '/');
    };
    const refuse = (event: Event) => event.preventDefault();
    const refuseKeys = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && KEYS_OUT.has(event.key.toLowerCase())) event.preventDefault();
    };
    addEventListener('popstate', stay);
    for (const event of WAYS_OUT) addEventListener(event, refuse);
    addEventListener('keydown', refuseKeys);
    return () => {
      removeEventListener('popstate', stay);
      for (const event of WAYS_OUT) removeEventListener(event, refuse);
      removeEventListener('keydown', refuseKeys);
    };
  }, []);
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const hold = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      const held = await navigator.wakeLock.request('screen').catch(() => null);
      if (isOver) void held?.release();
      else lock = held;
    };
    void hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', hold);
      void lock?.release();
    };
  }, []);
}
