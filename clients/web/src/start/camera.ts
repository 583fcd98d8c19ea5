/** Reads QR codes with the camera. Its picture stays in the page and is kept nowhere. */

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

/**
 * Shows the camera in the video and tells of each text that it reads, until the function that it returns
 * is called, which also lets the camera go. `onFailed`: there is no camera, or it is not allowed.
 */
export function watchCamera(video: HTMLVideoElement, side: 'environment' | 'user', onText: (text: string) => void, onFailed: () => void): () => void {
  let isOver = false;
  let stream: MediaStream | null = null;
  const letGo = () => stream?.getTracks().forEach((track) => track.stop());
  void (async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: side } });
      const read = await makeReader();
      if (isOver) return;
      video.srcObject = stream;
      await video.play();
      while (!isOver) {
        const text = await read(video).catch(() => null);
        if (text && !isOver) onText(text);
        await new Promise((later) => setTimeout(later, look_ms));
      }
    } catch {
      if (!isOver) onFailed();
    }
  })().finally(letGo);
  return () => {
    isOver = true;
    letGo();
  };
}
