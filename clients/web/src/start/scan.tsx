/** Reads an invitation with the camera. Loaded when somebody asks for it. */
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../parts/parts';
import { useWords } from '../words/words';
import { watchCamera } from './camera';
import { invitationOf, type Invitation } from './invitation';

export default function Scan(props: { onFound(invitation: Invitation): void; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [said, setSaid] = useState<string | null>(null);
  const { onFound } = props;
  useEffect(() => {
    if (!video.current) return;
    const read = (text: string) => {
      const invitation = invitationOf(text);
      if (!invitation) return setSaid(w.start.scanOther);
      stop();
      onFound(invitation);
    };
    const stop = watchCamera(video.current, 'environment', read, () => setSaid(w.start.scanNoCamera));
    return stop;
  }, [onFound, w]);
  return (
    <Dialog title={w.start.scanTitle} isOpen onClose={props.onClose}>
      <p className="soft">{w.start.scanLead}</p>
      <video ref={video} className="video" muted playsInline aria-label={w.start.scanTitle} />
      {said && <p role="status">{said}</p>}
    </Dialog>
  );
}
