import type { StructuredChunk } from 'n8n-workflow';

/** Where the runner writes. Whatever it is given, the key does not get through. */
export interface Screen {
	print: (text: string) => void;
	printError: (text: string) => void;
	/** Shows a chunk of a streamed answer as it arrives. */
	showChunk: (chunk: StructuredChunk) => void;
}

/** @param secret text that is blotted out wherever it appears; nothing when it is empty */
export function createScreen(
	secret: string,
	stdout: NodeJS.WritableStream,
	stderr: NodeJS.WritableStream,
): Screen {
	const safe = (text: string) => (secret === '' ? text : text.replaceAll(secret, '***'));
	let midLine = false;
	// The end of what was streamed, where the secret may have begun: tokens can cut it in two.
	let held = '';
	const stream = (text: string) => {
		const known = safe(held + text);
		const kept = openingOf(secret, known);
		stdout.write(known.slice(0, known.length - kept));
		held = known.slice(known.length - kept);
		midLine = true;
	};
	const endLine = () => {
		if (midLine) stdout.write(`${held}\n\n`);
		held = '';
		midLine = false;
	};
	const printTo = (to: NodeJS.WritableStream) => (text: string) => {
		endLine();
		to.write(`${safe(text)}\n`);
	};
	return {
		print: printTo(stdout),
		printError: printTo(stderr),
		showChunk: ({ type, content }) => (type === 'item' ? stream(content ?? '') : endLine()),
	};
}

/** How many characters at the end of the text are the beginning of the secret. */
function openingOf(secret: string, text: string): number {
	for (let length = Math.min(secret.length - 1, text.length); length > 0; length--) {
		if (text.endsWith(secret.slice(0, length))) return length;
	}
	return 0;
}
