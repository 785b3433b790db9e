// Types of the package; docs/widget.md describes what each does.

export interface DigitStroke {
  /** Points on a square of 280 units, from its top left. */
  points: [x: number, y: number][];
  width: number;
  /** Whether it takes ink away. */
  erases?: boolean;
}

export interface DigitConfidence {
  label: number;
  /** 0 to 1. */
  confidence: number;
}

/** What one model answers. */
export interface DigitModelAnswer {
  label: number;
  /** As many as `top-k` says, the most likely first. */
  confidences: DigitConfidence[];
  /** How likely it is that the drawing is one digit at all; null where no model judges that. */
  digitProbability: number | null;
  isDigit: boolean | null;
}

/** What the event `answer` carries; what is not in `answers` is the first model's. */
export interface DigitAnswer {
  /** What a form would send: the digit, '' where nothing is to be read. */
  value: string;
  label: number | null;
  confidences: DigitConfidence[];
  isDigit: boolean | null;
  digitProbability: number | null;
  /** The first model's name. */
  model: string;
  /** Every model's answer, by its name. */
  answers: Record<string, DigitModelAnswer>;
  /** False while the pen is still down. */
  isFinal: boolean;
  where: 'browser' | 'server';
  milliseconds: number;
}

export interface DigitPadEventMap {
  answer: CustomEvent<DigitAnswer>;
  clear: CustomEvent<null>;
  ready: CustomEvent<{ where: 'browser' | 'server'; models: string[] }>;
  error: CustomEvent<{ code: string; message: string }>;
}

/** The element `<digit-pad>`; importing the package defines it. */
export declare class DigitPad extends HTMLElement {
  static readonly formAssociated: boolean;
  static readonly observedAttributes: string[];
  /** The digit that is read, '' while there is none. */
  readonly value: string;
  readonly confidences: DigitConfidence[];
  /** Whether the drawing is one digit; null while that is not known. */
  readonly isDigit: boolean | null;
  get strokes(): DigitStroke[];
  set strokes(strokes: DigitStroke[]);
  name: string;
  required: boolean;
  disabled: boolean;
  readonly type: string;
  readonly form: HTMLFormElement | null;
  readonly labels: NodeList;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  clear(): void;
  checkValidity(): boolean;
  reportValidity(): boolean;
  setCustomValidity(message: string): void;
  addEventListener<Type extends keyof DigitPadEventMap>(
    type: Type,
    listener: (this: DigitPad, event: DigitPadEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'digit-pad': DigitPad;
  }
}
