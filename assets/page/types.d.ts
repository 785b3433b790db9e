// What the scripts of the page may count on, for the type check alone: nothing here is served.

export {};

declare global {
  // What Gradio hands to the script of a part.
  /** The part's own element, with its markup in it. */
  const element: HTMLElement;
  /** The values that the part was made with in Python. */
  const props: Record<string, any>;
  /** The part's `server_functions`. Gradio resolves with undefined where the request failed. */
  const server: Record<string, (sent: object) => Promise<any>>;
  /** Dispatches one of the component's Gradio events. */
  const trigger: (event: string, data?: unknown) => void;
  /** Calls back whenever one of the named props changes. */
  const watch: (names: string | string[], listener: () => void) => void;

  // What `site/rendering.py` puts before the script that puts up the site's parts, and `site/files.py` before its worker.
  const parts: { id: string; script: number; props: Record<string, any> }[];
  const scripts: ((element: Element, props: Record<string, any>, server: object) => void)[];
  const SITE: { version: string; files: string[] };

  const digits: Digits;

  interface Window {
    digits: Digits;
    digitLocales: Record<string, Record<string, string>>;
    /** The modules that page and web component share, by file name; Python writes them into the page as plain scripts. */
    digitModules: {
      dom: typeof import('./dom.js');
      wording: typeof import('./wording.js');
      language: typeof import('./language.js');
      device: typeof import('./device.js');
      strokes: typeof import('./strokes.js');
      links: typeof import('./links.js');
      history: typeof import('./history.js');
      contacts: typeof import('../pad/contacts.js');
      surface: typeof import('../pad/surface.js');
    };
    /** Gradio's description of the app; the widget has none. */
    gradio_config?: { root: string; api_prefix: string; app_id: number };
    watched: { made: string[]; answered: string | null };
  }

  /** What a browser keeps for all visits, and for one tab. */
  type Area = 'localStorage' | 'sessionStorage';
  type WayIn = 'draw' | 'number' | 'picture';
  /** A way in, or a part beside it, which asks as they do. */
  type Asking = WayIn | 'digit' | `why-${WayIn}` | `turn-${WayIn}`;
  type Point = { x: number; y: number };
  type Stroke = { points: Point[]; width: number; erases: boolean };
  type Example = { name: string; width: number; strokes: [number, number][][] };
  /** Left, top, right and bottom. */
  type Box = [number, number, number, number];
  type Model = { name: string; title: string; family: string; mnist?: number; drawings?: number };
  type Prediction = { model: string; probabilities: number[]; milliseconds: number };
  /** A stroke of the pen or the eraser, in pixels of the picture. */
  type Mark = { kind: 'erase' | 'add'; points: [[number, number], [number, number]]; width: number };
  type Tipping = Mark & { is_enough: boolean };
  /** Why a model answers as it does; places are in pixels of the picture, which is `size` large. */
  type Explanation = {
    model: string;
    label: number;
    rival: number;
    size: [number, number];
    frame: Box;
    image28: string;
    heat: string;
    tipping: Tipping[];
    evidence: Evidence | null;
  };
  /** What a model of its kind goes by; a tree's steps are row, column, and whether there is ink. */
  type Evidence = {
    kind: 'neighbours' | 'path' | 'weights' | 'maps' | 'pixels';
    pictures: { label: number | null; size: [number, number]; values: string }[];
    steps: [number, number, boolean][];
  };
  type DigitReading = { label: string; rival: string; confidence: number; is_digit: boolean | null; box: Box; before: string; line: number };

  /** How what is on a pad came there. */
  type Drawn = 'drawn' | 'undone' | 'cleared' | 'loaded';
  /** How what is shown relates to what is drawn. */
  type Freshness = 'fresh' | 'old' | 'waiting' | 'away';
  type Question = { picture: string; strokes?: Stroke[]; model?: string; view?: number; label?: number };
  type Answer = (question: Question) => Promise<Value>;
  /** What is asked of a drawing: what it is, why it is read so, and what would make it another digit. */
  type Work = 'answer' | 'explain' | 'turn';
  /** What is answered to a question; `state` says which of the others there are. */
  type Value =
    | ({ state: 'idle' | 'blank' | 'error' | 'away' | 'answers' | 'explained' | 'turned' | 'superseded' } & Details)
    | ({ state: 'number' } & Details & NumberDetails)
    | ({ state: 'busy'; seconds: number } & Details);
  type Details = Partial<NumberDetails> & {
    kind?: string;
    message?: string;
    /** Who answered; the server where it is not said. */
    where?: 'browser';
    image28?: string;
    is_digit?: boolean | null;
    predictions?: Prediction[];
    explanation?: Explanation;
    turning?: { strokes: Mark[]; is_enough: boolean };
    ink?: { mask: string; box: Box; view: number };
  };
  type NumberDetails = { text: string; probability: number; milliseconds: number; digits: DigitReading[]; signs: { text: string; box: Box }[]; ignored: Box[] };

  /** The events between parts, with what each carries; docs/events.md says who emits and who listens. */
  interface Events {
    answer: { value: Value; model: string };
    answered: { way: Asking; value: Value; picture: string; isLast: boolean };
    card: Card;
    'choose-mode': WayIn;
    'choose-model': string;
    'choose-second-model': string;
    digit: { picture: string };
    drawn: { pad: Asking; strokes: Stroke[]; picture: string; how: Drawn };
    language: string;
    models: { here: string[]; missing: string[]; total: number; fault: string };
    load: { pad: Asking; strokes: Stroke[]; isPutBack?: boolean };
    mode: WayIn;
    model: string;
    offered: WayIn;
    overlay: { way: WayIn; layer: HTMLElement; view: number };
    picture: { picture: string; view: number };
    present: { pad: Asking; strokes: Stroke[]; isDone: boolean; title: string };
    read: { pad: Asking; label: string };
    'second-model': string;
    tool: { way: WayIn; button: HTMLElement };
    touched: Asking;
    why: boolean;
  }

  /** page/digits.js */
  interface Shared {
    readonly locale: string;
    locales: Record<string, string>;
    localeOf(tag: string): string | undefined;
    text(key: string, values?: Record<string, unknown>): string;
    plural(key: string, count: number, values?: Record<string, unknown>): string;
    errorText(message?: string): string;
    title(model: { name: string; title: string }): string;
    shortTitle(model: { name: string; title: string }): string;
    translate(root: Document | Element): void;
    isOwnPage(): boolean;
    showLanguage(): void;
    setLocale(code: string): void;
    emit<Name extends keyof Events>(name: Name, detail: Events[Name]): void;
    on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): void;
    recall(key: string, area?: Area): string | null;
    keep(key: string, value: string, area?: Area): void;
    ranked(probabilities: number[]): { digit: number; probability: number }[];
    setText(part: Node, words: string): void;
    announcer(status: Element): (words: () => string) => void;
    percent(probability: number): string;
    milliseconds(value: number): string;
    prefersStillness(): boolean;
    strokes: Window['digitModules']['strokes'];
    links: Window['digitModules']['links'];
    openSurface: Window['digitModules']['surface']['openSurface'];
  }

  /** What each further script adds; those of a part are there for that part only. */
  interface Digits extends Shared {
    elements: Elements;
    votes: Votes;
    card: CardTools;
    challenges: ChallengeRule[];
    numbers: {
      byCertainty(read: DigitReading[]): DigitReading[];
      summarise(number: { text: string; digits: DigitReading[] }): string;
    };
    samples(examples: Example[]): { name: string; picture: HTMLCanvasElement }[];
    drawings(key: string, isGiven: (strokes: Stroke[]) => boolean): Drawings;
    freshness(way: Asking, part: Element): {
      changed(): void;
      unchanged(): void;
      asked(number: number): void;
      answered(number: number): void;
      failed(key?: string): void;
    };
    renewal: {
      isOf(value: Value, models?: string[]): boolean;
      isRestarted(): Promise<boolean>;
      reload(): boolean;
    };
    asker(
      way: Asking,
      answer: Answer,
      part: Element,
      models?: string[],
    ): { ask(question: Question): void; again(): void; changed(): void; unchanged(): void; isBusy(): boolean };
    conversation(address: string, unloaded: string, whenLost: () => void): Conversation;
    local: {
      open(address: string): Promise<void>;
      isOpen(): boolean;
      answer(question: Question, work?: Work): Promise<Value>;
    };
    answering(ask: Answer | undefined, part: Element, work?: Work): Answer;
    models: SiteModels;
    photo: PhotoTools;
    whyLayer(): WhyLayer;
    whyEvidence: {
      show(part: HTMLElement, evidence: Evidence | null, label?: number): void;
      shownSteps(evidence: Evidence): Evidence['steps'];
    };
    stage: StageTools;
    cropper(crop: HTMLElement, options: CropOptions): { isDragged(): boolean };
    camera: Camera;
  }

  /** page/elements.js */
  type Elements = Window['digitModules']['dom'] & {
    showBar(item: Element, label?: string, probability?: number): void;
    tabs(list: HTMLElement, items: HTMLElement[], choose: (index: number) => void): (front: number) => void;
    bytesOf(encoded: string): Uint8Array;
    container(part: Element): HTMLElement;
    address(part: Element): string;
    mode(part: Element): WayIn | undefined;
    answeredWay(part: Element): Asking | undefined;
    onScheme(listener: () => void): void;
  };

  type Vote = { model: string; digit: number; probability: number };
  /** Every model's vote, how many say which digit, the most often said first, and the digit in the lead. */
  type Tally = { votes: Vote[]; counts: { digit: number; count: number }[]; total: number; lead: number | null };

  /** page/votes.js */
  interface Votes {
    count(predictions: Prediction[]): Tally;
    isTie(tally: Tally): boolean;
    /** How many tiles stand in each row of the wall: all rows are full, and none is empty. */
    rows(total: number): number[];
    /** What most say, and what is left to say; without a vote, and where all agree, that is ''. */
    words(tally: Tally): { lead: string; rest: string };
    /** Both in one. */
    sentence(tally: Tally): string;
  }

  /** Strokes or an image, of that size in its own units. */
  type CardDrawing = { strokes?: Stroke[]; image?: CanvasImageSource; width: number; height: number };
  type CardTile = { digit: number; agrees: boolean; name: string };
  /** What a card shows: one drawing beside its votes, or, where there are none, drawings over what is said of them. */
  type Card = { drawings: CardDrawing[]; badge: string; lead: string; rest: string; votes: CardTile[] };

  /** share/card.js */
  interface CardTools {
    paint(card: Card, address: string, isMirrored: boolean): HTMLCanvasElement;
    vote(tally: Tally, models: { name: string; title: string }[], isDigit: boolean | null): Pick<Card, 'lead' | 'rest' | 'votes'>;
  }

  /** challenges/rules.js */
  interface ChallengeRule {
    name: string;
    goal(total: number): number;
    judge(drawing: { strokes: Stroke[]; tally: Tally; isDigit: boolean | null }): ChallengeResult;
  }

  type ChallengeResult = { points: number; digit?: number };

  /** A drawing that counts: packed, the digit that it stands for, and the vote on it. */
  type ChallengeEntry = { digit: number | null; strokes: string; tally: Tally };
  type ChallengeRecord = { points: number; entries: ChallengeEntry[] };
  /** What an address names; null is what it does not name, and strokes that are damaged. */
  type Link = { pad: 'draw' | 'number' | null; strokes: Stroke[] | null; model: string | null; second: string | null };
  type KeptDrawing = { strokes: Stroke[]; label: string };

  /** shelf/drawings.js */
  interface Drawings {
    all(): KeptDrawing[];
    onPad(): Stroke[];
    follow(strokes: Stroke[], how: Drawn): void;
    name(label: string): void;
    remove(drawing: KeptDrawing): void;
  }

  /** pad/contacts.js */
  interface Contacts {
    down(event: PointerEvent): { isHand: boolean; erases: boolean } | null;
    isDrawing(event: PointerEvent): boolean;
    up(event: PointerEvent): boolean;
  }

  /** page/history.js */
  interface PadHistory {
    push(strokes: Stroke[]): void;
    undo(strokes: Stroke[]): Stroke[] | null;
    redo(strokes: Stroke[]): Stroke[] | null;
    readonly canUndo: boolean;
    readonly canRedo: boolean;
  }

  type Photo = { image: CanvasImageSource; width: number; height: number; isJpeg: boolean };
  type Look = { turns: number; angle: number; crop: Box };
  type Size = { width: number; height: number };
  type PaintPlace = { left: number; top: number; scale: number; x: number; y: number };

  /** picture/photo.js */
  interface PhotoTools {
    WHOLE: Box;
    open(file: File | Blob, develop: (sent: { picture: string }) => Promise<{ picture: string | null } | undefined>): Promise<Photo>;
    newLook(): Look;
    turned(look: Look): Partial<Look>;
    frameOf(photo: Size, look: Look): Size;
    paint(context: CanvasRenderingContext2D, photo: Photo, look: Look, place: PaintPlace): void;
    cut(photo: Photo, look: Look, maxSide: number): HTMLCanvasElement;
    encode(sheet: HTMLCanvasElement, isJpeg: boolean): string;
    reduced(photo: Photo, maxSide: number): Photo;
    isDark(photo: Photo): boolean;
  }

  type Stage = { frame: Size; shown: Box; scale: number; x: number; y: number } & Size;

  /** picture/stage.js */
  interface StageTools {
    stageOf(photo: Photo, look: Look, isCropping: boolean): Stage;
    placeOf(stage: Stage, box: Box): Box;
    lay(part: HTMLElement, place: Box): void;
    paint(screen: CanvasRenderingContext2D, surface: HTMLElement, photo: Photo, look: Look, stage: Stage): void;
  }

  /** picture/crop.js */
  interface CropOptions {
    box(): Box;
    size(): [number, number];
    change(box: Box): void;
    rest(): void;
    done(): void;
  }

  /** why/layer.js */
  interface WhyLayer {
    layer: HTMLElement;
    show(explanation: Explanation, strokes: Stroke[] | null): void;
    hide(): void;
  }

  /** picture/camera.js */
  interface Camera {
    open(video: HTMLVideoElement, deviceId?: string): Promise<boolean>;
    close(video: HTMLVideoElement): void;
    others(): Promise<string[]>;
    take(video: HTMLVideoElement): Photo;
    errorKey(error: unknown): string;
  }

  /** page/conversation.js */
  interface Conversation {
    call(work: string, details?: object): Promise<any>;
    close(reason: Error): void;
  }

  /** site/models.js */
  interface SiteModels {
    start(names: string[]): void;
    load(): void;
    ask(question: Question, work?: Work): Promise<Value | null>;
    fault(): string;
  }

  // A part asks for what its own markup holds, so what it asks for is there.
  interface ParentNode {
    querySelector<Tag extends keyof HTMLElementTagNameMap>(selectors: Tag): HTMLElementTagNameMap[Tag];
    querySelector<Tag extends keyof HTMLElementTagNameMap>(selectors: `${Tag}[${string}`): HTMLElementTagNameMap[Tag];
    querySelector<Tag extends keyof HTMLElementTagNameMap>(selectors: `${Tag}.${string}`): HTMLElementTagNameMap[Tag];
    querySelector<Tag extends keyof HTMLElementTagNameMap>(selectors: `${string} ${Tag}`): HTMLElementTagNameMap[Tag];
    querySelector<Found extends Element = HTMLElement>(selectors: string): Found;
    querySelectorAll<Tag extends keyof HTMLElementTagNameMap>(
      selectors: `${Tag}[${string}`,
    ): NodeListOf<HTMLElementTagNameMap[Tag]>;
    querySelectorAll<Found extends Element = HTMLElement>(selectors: string): NodeListOf<Found>;
  }

  // Not in every browser, nor in the checker's own types.
  interface Navigator {
    deviceMemory?: number;
    connection?: { saveData: boolean };
  }

  // Newer than the checker's own types.
  interface FocusOptions {
    focusVisible?: boolean;
  }
}
