/**
 * A day and a time as the person's language writes them, whatever the browser's is: typed digit by
 * digit, or a day chosen from a calendar. Loaded when the first form asks for one.
 */
import { parseDate, parseTime } from '@internationalized/date';
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

function Around(props: FieldProps & { children: React.ReactNode }): React.JSX.Element {
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
  return (
    <DatePicker
      className="field"
      value={read(parseDate, props.value)}
      onChange={(day) => props.onChange(day?.toString() ?? '')}
      isInvalid={Boolean(props.error)}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
      shouldForceLeadingZeros
    >
      <Around {...props}>
        <Group className="day-box">
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
  return (
    <AriaTimeField
      className="field"
      value={read(parseTime, props.value)}
      onChange={(time) => props.onChange(time?.toString().slice(0, 5) ?? '')}
      isInvalid={Boolean(props.error)}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
      shouldForceLeadingZeros
    >
      <Around {...props}>
        <div className="day-box">
          <Segments />
        </div>
      </Around>
    </AriaTimeField>
  );
}

export default function DayOrTime(props: FieldProps): React.JSX.Element {
  return props.type === 'time' ? <TimeField {...props} /> : <DayField {...props} />;
}
