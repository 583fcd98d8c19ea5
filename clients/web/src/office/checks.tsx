/** Some of a few, all to be seen at once. */
import { useId } from 'react';
import { Check, type Option } from '../parts/parts';

export function Checks(props: {
  label: string;
  hint?: string;
  values: readonly string[];
  onChange(values: string[]): void;
  options: readonly Option[];
  error?: string | null;
}): React.JSX.Element {
  const id = useId();
  const said = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  const change = (value: string, isOn: boolean) =>
    props.onChange(isOn ? [...props.values, value] : props.values.filter((one) => one !== value));
  return (
    <fieldset className="checks" aria-describedby={said || undefined}>
      <legend>{props.label}</legend>
      {props.hint && <span id={`${id}-hint`} className="hint">{props.hint}</span>}
      <div className="checks-options">
        {props.options.map((one) => (
          <Check key={one.value} label={one.label} isOn={props.values.includes(one.value)} onChange={(isOn) => change(one.value, isOn)} />
        ))}
      </div>
      {props.error && <span id={`${id}-error`} className="field-error" role="alert">{props.error}</span>}
    </fieldset>
  );
}
