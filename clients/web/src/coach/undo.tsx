/** What one tap has just done, and the tap that takes it back. */
import { useRef, useState, type ReactNode } from 'react';
import { Button } from '../parts/parts';
import { useWords } from '../words/words';

interface Done {
  what: string;
  undo(): void;
}

export interface Undo {
  offer(what: string, undo: () => void): void;
  /** To be drawn where the tap was. */
  note: ReactNode;
}

export function useUndo(): Undo {
  const { w } = useWords();
  const [done, setDone] = useState<Done | null>(null);
  const place = useRef<HTMLDivElement>(null);
  return {
    offer: (what, undo) => setDone({ what, undo }),
    // What a screen reader is to hear must be there before its words are.
    note: (
      <div ref={place} role="status" className="undo-place" tabIndex={-1}>
        {done && (
          <div className="note undo">
            <span>{done.what}</span>
            <Button
              onPress={() => {
                // The button goes with what it says; who works by keyboard goes on from here.
                place.current?.focus();
                setDone(null);
                done.undo();
              }}
            >
              {w.undo}
            </Button>
          </div>
        )}
      </div>
    ),
  };
}
