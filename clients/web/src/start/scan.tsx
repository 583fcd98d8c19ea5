/** Reads an invitation with the camera. Loaded when somebody asks for it. */
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../parts/parts';
import { useWords } from '../words/words';
import { invitationOf, type Invitation } from './invitation';

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
declare global {
  interface Window {
    BarcodeDetector?: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };
  }
}

type Reader = (video: HTMLVideoElement) => Promise<string | null>;

/** The browser's own where there is one; else one that comes with the app. */
async function makeReader(): Promise<Reader> {
  if (window.BarcodeDetector && (await window.BarcodeDetector.getSupportedFormats()).includes('qr_code')) {
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import('jsqr');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (!context || video.videoWidth === 0) return null;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height)?.data ?? null;
  };
}

const look_ms = 200;

export default function Scan(props: { onFound(invitation: Invitation): void; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [said, setSaid] = useState<string | null>(null);
  const { onFound } = props;
  useEffect(() => {
    let isOver = false;
    let stream: MediaStream | null = null;
    void (async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        const read = await makeReader();
        const element = video.current;
        if (!element) return;
        element.srcObject = stream;
        await element.play();
        while (!isOver) {
          const text = await read(element).catch(() => null);
          const invitation = text ? invitationOf(text) : null;
          if (invitation && !isOver) return onFound(invitation);
          if (text) setSaid(w.start.scanOther);
          await new Promise((later) => setTimeout(later, look_ms));
        }
      } catch {
        if (!isOver) setSaid(w.start.scanNoCamera);
      }
    })().finally(() => stream?.getTracks().forEach((track) => track.stop()));
    return () => {
      isOver = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [onFound, w]);
  return (
    <Dialog title={w.start.scanTitle} isOpen onClose={props.onClose}>
      <p className="soft">{w.start.scanLead}</p>
      <video ref={video} className="video" muted playsInline aria-label={w.start.scanTitle} />
      {said && <p role="status">{said}</p>}
    </Dialog>
  );
}
