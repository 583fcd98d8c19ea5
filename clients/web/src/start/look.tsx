/** How a person wants the app to look, and in which language. */
import { Choice } from '../parts/parts';
import { useWords } from '../words/words';
import { setSettings, type Settings } from './kept';
import { useSettings } from './useKept';

const options = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

export function LookChoices(): React.JSX.Element {
  const { w } = useWords();
  const settings = useSettings();
  return (
    <>
      <Choice
        label={w.language.choose}
        value={settings.language}
        onChange={(language) => setSettings({ language: language as Settings['language'] })}
        options={[
          { value: 'sv', label: w.language.sv },
          { value: 'en', label: w.language.en },
        ]}
      />
      <Choice label={w.settings.theme} value={settings.theme} onChange={(theme) => setSettings({ theme: theme as Settings['theme'] })} options={options(w.settings.themes)} />
      <Choice label={w.settings.size} value={settings.size} onChange={(size) => setSettings({ size: size as Settings['size'] })} options={options(w.settings.sizes)} />
    </>
  );
}
