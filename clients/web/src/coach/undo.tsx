/** What one tap has just done, and the tap that takes it back. */
import { useState, type ReactNode } from 'react';
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
  return {
    offer: (what, undo) => setDone({ what, undo }),
    // What a screen reader is to hear must be there before its words are.
    note: (
      <div role="status" className="undo-place">
        {done && (
          <div className="note undo">
            <span>{done.what}</span>
            <Button
              onPress={() => {
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
