import { Component, StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import './parts/parts.css';
import { App } from './start/app';
import { tidyUp } from './start/session';
import type { Stage } from './start/stage';
import { keepApp } from './worker/register';

/** A screen that breaks says so, and loses nothing: what is saved is on disk, drafts are kept as typed. */
class Guard extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };
  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }
  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <main className="alone">
        <div className="sheet">
          <h1>Något gick fel</h1>
          <p>Allt som har sparats finns kvar. Ladda om sidan och fortsätt.</p>
          <p lang="en">Something went wrong. All that was saved is still here. Reload the page and go on.</p>
          <button className="button main" onClick={() => location.reload()}>Ladda om · Reload</button>
        </div>
      </main>
    );
  }
}

/** What the page begins with, and from then on all else. */
export function draw(first: Stage): void {
  createRoot(document.getElementById('app') as HTMLElement).render(
    <StrictMode>
      <Guard>
        <App first={first} />
      </Guard>
    </StrictMode>,
  );
}

// A page that the back button brings back shows what it showed, which may be somebody else's by now.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

const rest_ms = 1500;
const later = () =>
  setTimeout(() => {
    void keepApp();
    void tidyUp().catch(() => {});
  }, rest_ms);
if (document.readyState === 'complete') later();
else addEventListener('load', later);
