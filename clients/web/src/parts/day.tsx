/**
 * A day and a time as the person's language writes them, whatever the browser's is: typed digit by
 * digit, or a day chosen from a calendar. Loaded when the first form asks for one.
 */
import { parseDate, parseTime, type CalendarDate, type Time } from '@internationalized/date';
import { useRef, type ReactNode } from 'react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Label,
  Popover,
  Text,
  TimeField as AriaTimeField,
} from 'react-aria-components';
import { useWords } from '../words/words';
import { Icon } from './icons';
import type { FieldProps } from './parts';

/** What cannot be read is as good as empty. */
function read<T>(parse: (text: string) => T, text: string): T | null {
  try {
    return text ? parse(text) : null;
  } catch {
    return null;
  }
}

/**
 * Half a day is no day, and must not pass for an empty one, which often means today: as a text, the
 * core says what is wrong with it.
 */
function halfOf(field: HTMLElement | null): string | null {
  const parts = [...(field?.querySelectorAll('[role=spinbutton]') ?? [])];
  const empty = parts.filter((part) => part.hasAttribute('data-placeholder')).length;
  return empty > 0 && empty < parts.length ? parts.map((part) => part.textContent).join('-') : null;
}

/** What both kinds of fields share: their value is a text, which is half of one while it is being typed. */
function useShared<T>(props: FieldProps) {
  const box = useRef<HTMLDivElement>(null);
  return {
    box,
    shared: {
      className: 'field',
      onChange: (value: T | null) => props.onChange(value ? String(value).slice(0, props.type === 'time' ? 5 : 10) : ''),
      onBlur: () => {
        const half = halfOf(box.current);
        if (half) props.onChange(half);
      },
      isInvalid: Boolean(props.error),
      isRequired: props.isRequired ?? false,
      validationBehavior: 'aria' as const,
      shouldForceLeadingZeros: true,
    },
  };
}

function Around(props: FieldProps & { children: ReactNode }): React.JSX.Element {
  const { w } = useWords();
  return (
    <>
      <Label>
        {props.label}
        {props.isRequired && <span className="must" aria-hidden="true"> *</span>}
      </Label>
      {props.hint && <Text slot="description">{props.hint}</Text>}
      {props.children}
      {props.error && (
        <Text slot="errorMessage" className="field-error" role="alert">
          {props.error}
        </Text>
      )}
      {props.isRequired && <span className="hidden">{w.required}</span>}
    </>
  );
}

function Segments(): React.JSX.Element {
  return <DateInput className="segments">{(segment) => <DateSegment segment={segment} className="segment" />}</DateInput>;
}

function DayField(props: FieldProps): React.JSX.Element {
  const { box, shared } = useShared<CalendarDate>(props);
  return (
    <DatePicker {...shared} value={read(parseDate, props.value)}>
      <Around {...props}>
        <Group ref={box} className="day-box">
          <Segments />
          <Button className="button quiet day-open">
            <Icon name="today" />
          </Button>
        </Group>
      </Around>
      <Popover className="popover">
        <Dialog className="calendar-dialog">
          <Calendar className="calendar">
            <header>
              <Button slot="previous" className="button quiet">
                <Icon name="back" />
              </Button>
              <Heading />
              <Button slot="next" className="button quiet">
                <Icon name="forth" />
              </Button>
            </header>
            <CalendarGrid weekdayStyle="short">
              <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
              <CalendarGridBody>{(date) => <CalendarCell date={date} className="calendar-day" />}</CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

function TimeField(props: FieldProps): React.JSX.Element {
  const { box, shared } = useShared<Time>(props);
  return (
    <AriaTimeField {...shared} value={read(parseTime, props.value)}>
      <Around {...props}>
        <div ref={box} className="day-box">
          <Segments />
        </div>
      </Around>
    </AriaTimeField>
  );
}

export default function DayOrTime(props: FieldProps): React.JSX.Element {
  return props.type === 'time' ? <TimeField {...props} /> : <DayField {...props} />;
}
