import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { AttachedFile } from '../../../page-api.ts';
import { Icon } from '../shell/icon.tsx';
import { useDeeds } from '../state/deeds.ts';
import { type CompletionSources, type Completions, completionsAt, usageOf } from './completions.ts';

interface ComposerProps {
  readonly channel: string;
  /** `ts` of the thread's parent. */
  readonly thread?: string;
  readonly placeholder: string;
  readonly sources: CompletionSources;
}

/** Where messages and commands are typed. Enter sends, Shift+Enter breaks the line, arrows and Tab choose among what is offered. */
export function Composer({ channel, thread, placeholder, sources }: ComposerProps) {
  const act = useDeeds();
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [dismissed, setDismissed] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [waits, setWaits] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const list = useId();

  const typedInThread = thread === undefined ? sources : { ...sources, commands: [] };
  const completions = dismissed === text ? null : completionsAt(text, caret, typedInThread);
  const usage = usageOf(text, typedInThread.commands);

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 220)}px`;
  }, [text]);

  const write = (next: string, position: number) => {
    setText(next);
    setCaret(position);
    setAt(0);
    requestAnimationFrame(() => field.current?.setSelectionRange(position, position));
  };
  const complete = (index: number) => {
    const item = completions?.items[index];
    if (!completions || !item) return;
    write(text.slice(0, completions.from) + item.insert + text.slice(completions.to), completions.from + item.insert.length);
    field.current?.focus();
  };
  const send = async () => {
    await sendWith([]);
  };
  const attach = async (input: HTMLInputElement) => {
    const files = await Promise.all([...(input.files ?? [])].map(attachedFile));
    input.value = '';
    await sendWith(files);
  };
  const sendWith = async (files: readonly AttachedFile[]) => {
    const typed = text.trim();
    if ((typed === '' && files.length === 0) || waits) return;
    setWaits(true);
    setProblem(null);
    const result = await act({
      do: 'type',
      channel,
      text: typed,
      ...(thread !== undefined && { thread }),
      ...(files.length > 0 && { files }),
    });
    setWaits(false);
    setProblem(result.problem);
    if (result.problem === null) write('', 0);
    field.current?.focus();
  };
  /** Whether the key was for the list of what is offered. */
  const choose = (key: string, offered: Completions): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined) {
      setAt((at + step + offered.items.length) % offered.items.length);
      return true;
    }
    if (key === 'Escape') {
      setDismissed(text);
      return true;
    }
    const whole = offered.items[at]?.insert.trim() === text.slice(offered.from, offered.to);
    if (key !== 'Tab' && (key !== 'Enter' || whole)) return false;
    complete(at);
    return true;
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing || event.shiftKey) return;
    if (completions && choose(event.key, completions)) {
      event.preventDefault();
      return;
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    void send();
  };

  return (
    <div class="composer">
      {problem && (
        <p class="problem" role="alert">
          <Icon name="warning" /> {problem}
        </p>
      )}
      {completions && (
        <div class="completions" id={list} role="listbox" aria-label="Suggestions">
          {completions.items.map((item, index) => (
            <div
              key={item.insert}
              id={`${list}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                complete(index);
              }}
            >
              <span class="completion-label">{item.label}</span> <span class="completion-usage">{item.usage}</span>
              <span class="completion-hint">{item.hint}</span>
            </div>
          ))}
        </div>
      )}
      {!completions && usage && (
        <p class="usage" role="status">
          <code>
            {usage.command} {usage.usageHint}
          </code>
          <span>{usage.description}</span>
        </p>
      )}
      <div class="composer-frame">
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={list}
          aria-activedescendant={completions ? `${list}-${at}` : undefined}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setCaret(currentTarget.selectionStart);
            setAt(0);
          }}
          onKeyUp={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onClick={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={press}
        />
        <button
          type="button"
          class="attach"
          aria-label="Attach a file"
          title="Attach a file"
          disabled={waits}
          onClick={() => picker.current?.click()}
        >
          <Icon name="paperclip" />
        </button>
        <input
          ref={picker}
          type="file"
          class="hidden"
          tabIndex={-1}
          aria-hidden="true"
          multiple
          onChange={({ currentTarget }) => void attach(currentTarget)}
        />
        <button type="button" class="send" aria-label="Send" aria-busy={waits} disabled={text.trim() === '' || waits} onClick={send}>
          {waits ? <span class="spinner" /> : <Icon name="send" />}
        </button>
      </div>
    </div>
  );
}

async function attachedFile(file: File): Promise<AttachedFile> {
  let bytes = '';
  for (const byte of new Uint8Array(await file.arrayBuffer())) bytes += String.fromCharCode(byte);
  return { name: file.name, mimetype: file.type || 'application/octet-stream', contentBase64: btoa(bytes) };
}
