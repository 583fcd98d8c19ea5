/** How somebody feels, from 1 to 5, as a face. */
const MOUTHS = ['M20 46c5-9 19-9 24 0', 'M21 43c6-5 16-5 22 0', 'M21 42h22', 'M21 40c6 5 16 5 22 0', 'M19 37c5 12 21 12 26 0'];

export function Face({ mood }: { mood: number }): React.JSX.Element {
  return (
    <svg className="face" viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="27" />
      <path d="M24 24v4M40 24v4" />
      <path d={MOUTHS[mood - 1]} />
    </svg>
  );
}
