import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { FormError } from '../../../shared/form/formError';
import { oneOf, text } from '../../../shared/form/values';
import { base64Length, filesOf, mediaTypeOf, readBase64 } from '../../../shared/n8n/binaryInput';
import { asArray, asObject, asString, isObject, type JsonObject } from '../../../shared/json';

const LABEL = 'Attachments';

/** The whole body of a request must stay below this, in bytes (docs/inference/vision/inputs). */
const MAX_BODY = 100 * 1024 * 1024;

/**
 * The messages of the form with their attachments as content parts of the API.
 * @throws {FormError} when a file is missing, of a kind no model takes, or too large
 */
export async function loadAttachments(
	context: IExecuteFunctions,
	itemIndex: number,
	messages: unknown,
): Promise<unknown> {
	const values = asArray(asObject(messages)?.['values']);
	if (!values) return messages;
	const loader = new AttachmentLoader(context, itemIndex);
	const loaded: unknown[] = [];
	for (const message of values) {
		const attachments = asArray(asObject(asObject(message)?.['attachments'])?.['values']) ?? [];
		const parts: JsonObject[] = [];
		for (const attachment of attachments) {
			parts.push(...(await loader.load(asObject(attachment) ?? {})));
		}
		loaded.push(isObject(message) && parts.length > 0 ? { ...message, parts } : message);
	}
	return { values: loaded };
}

class AttachmentLoader {
	private size = 0;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
	) {}

	async load(attachment: JsonObject): Promise<JsonObject[]> {
		const source = oneOf(['binary', 'allImages', 'url'])(
			attachment['source'] ?? 'binary',
			'Source',
		);
		if (source === 'url') return [urlPart(attachment)];
		const names =
			source === 'allImages' ? this.imageNames() : propertyNames(attachment['binaryPropertyName']);
		const parts: JsonObject[] = [];
		for (const name of names) parts.push(await this.filePart(name));
		return parts;
	}

	private get files(): Record<string, IBinaryData> {
		return filesOf(this.context, this.itemIndex);
	}

	private imageNames(): string[] {
		const names = Object.entries(this.files)
			.filter(([, file]) => mediaTypeOf(file).startsWith('image/'))
			.map(([name]) => name);
		if (names.length === 0) throw new FormError(LABEL, 'finds no image in the item');
		return names;
	}

	private async filePart(name: string): Promise<JsonObject> {
		const file = this.files[name];
		if (!file) {
			const found = Object.keys(this.files).join(', ') || 'none';
			throw new FormError(
				LABEL,
				`finds no file named "${name}" in the item`,
				`Files of the item: ${found}.`,
			);
		}
		const mediaType = mediaTypeOf(file);
		const kind = kindOf(mediaType, name);
		const base64 = await this.readBase64(file, name);
		if (kind === 'audio' && /wav/.test(mediaType)) {
			return { type: 'input_audio', input_audio: { data: base64, format: 'wav' } };
		}
		return mediaPart(kind, `data:${mediaType};base64,${base64}`);
	}

	private async readBase64(file: IBinaryData, name: string): Promise<string> {
		this.check(this.size + (await base64Length(this.context, file)), name);
		const base64 = await readBase64(this.context, file);
		this.size += base64.length;
		this.check(this.size, name);
		return base64;
	}

	private check(size: number, name: string): void {
		if (size <= MAX_BODY) return;
		throw new FormError(
			LABEL,
			`is too large with "${name}": a request may hold 100 MB, files grow by a third in it`,
			'Send smaller files, fewer of them, or a URL.',
		);
	}
}

type MediaKind = 'image' | 'video' | 'audio';

function urlPart(attachment: JsonObject): JsonObject {
	const url = text(attachment['url'], `${LABEL}, URL,`);
	if (!/^(https?:\/\/|data:)/i.test(url)) {
		throw new FormError(LABEL, 'has a URL that does not begin with https:// or http://');
	}
	const kinds = ['image', 'video', 'audio'] as const;
	return mediaPart(oneOf(kinds)(attachment['mediaType'] ?? 'image', 'Media Type'), url);
}

/** The part for a kind of media: `image_url`, `video_url` or `audio_url`. */
function mediaPart(kind: MediaKind, url: string): JsonObject {
	const type = `${kind}_url`;
	return { type, [type]: { url } };
}

function kindOf(mediaType: string, name: string): MediaKind {
	const kind = (['image', 'video', 'audio'] as const).find((known) =>
		mediaType.startsWith(`${known}/`),
	);
	if (kind) return kind;
	const known = 'Models take images, video and audio.';
	if (mediaType === '') {
		throw new FormError(
			LABEL,
			`cannot send "${name}", whose media type is not known`,
			`${known} Set the mimeType of the file where it is made, for instance to image/png.`,
		);
	}
	throw new FormError(
		LABEL,
		`cannot send "${name}", which is ${mediaType}`,
		`${known} Turn other files into text or images first.`,
	);
}

/** One name or several, separated by commas. */
function propertyNames(value: unknown): string[] {
	const names = (asString(value) ?? '').split(',').map((name) => name.trim());
	const given = names.filter((name) => name !== '');
	if (given.length === 0) throw new FormError(LABEL, 'names no input field with a file');
	return given;
}
