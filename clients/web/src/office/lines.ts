/** The names beside a chart's bars. */
const line_letters_max = 22;

/** A long name in several lines, since one line of it would take half of the chart or be cut. */
export function linesOf(name: string): string[] {
  const lines: string[] = [];
  for (const word of name.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < line_letters_max) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
