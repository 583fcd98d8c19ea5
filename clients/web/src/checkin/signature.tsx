/** A name written with a finger, as a small picture. */
import { useEffect, useRef } from 'react';
import SignaturePad from 'signature_pad';
import { Button } from '../parts/parts';

// A drawing that the core takes: at most 16 KiB.
const WIDTH = 600;
const HEIGHT = 220;

export function Signature(props: {
  label: string;
  clear: string;
  /** The picture in base64; empty while nothing is drawn. */
  onChange(picture: string): void;
}): React.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const changed = useRef(props.onChange);
  changed.current = props.onChange;
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const made = new SignaturePad(element, { minWidth: 1.5, maxWidth: 4, penColor: '#12202a', backgroundColor: '#ffffff' });
    made.addEventListener('endStroke', () => changed.current(element.toDataURL('image/png').split(',')[1] ?? ''));
    pad.current = made;
    return () => made.off();
  }, []);
  return (
    <div className="signature">
      <div className="section-head">
        <h2>{props.label}</h2>
        <div className="actions">
          <Button
            onPress={() => {
              pad.current?.clear();
              props.onChange('');
            }}
          >
            {props.clear}
          </Button>
        </div>
      </div>
      <canvas ref={canvas} width={WIDTH} height={HEIGHT} role="img" aria-label={props.label} />
    </div>
  );
}
