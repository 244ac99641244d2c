import type { ApiRequest, Resource, Shared } from '../resource';
import { bytes, json, type Answer } from '../shared/answer';
import { invalidRequest, refusal } from '../shared/errors';
import { hash } from '../shared/ids';
import { perStandIn } from '../shared/state';

/** A file as the stand-in keeps it. */
export interface StoredFile {
	id: string;
	name: string;
	purpose: string;
	/** In seconds since the epoch. */
	createdAt: number;
	bytes: Buffer;
}

const stored = perStandIn(() => new Map<string, StoredFile>());

/** Files: uploaded by whoever has a key, or made by the service. Nothing in them is checked. */
export const files: Resource = [
	{ method: 'POST', path: '/v1/files/upload', handle: upload },
	{ method: 'GET', path: '/v1/files', handle: list },
	{ method: 'GET', path: '/v1/files/:id', handle: get },
	{ method: 'GET', path: '/v1/files/:id/content', handle: content },
	{ method: 'DELETE', path: '/v1/files/:id', handle: remove },
];

/** The bytes of a file, where there is one. */
export function fileBytes(shared: Shared, id: string): Buffer | undefined {
	return stored(shared).get(id)?.bytes;
}

/** Keeps a file. @returns its id */
export function storeFile(shared: Shared, name: string, purpose: string, content: Buffer): string {
	const id = `file-${shared.ids.uuid()}`;
	const createdAt = Math.floor(Date.now() / 1_000);
	stored(shared).set(id, { id, name, purpose, createdAt, bytes: content });
	return id;
}

/** Forgets a file, as if its time had come. */
export function dropFile(shared: Shared, id: string): void {
	stored(shared).delete(id);
}

async function upload({ body, id }: ApiRequest, shared: Shared): Promise<Answer> {
	const file = body.form?.get('file');
	const name = body.form?.get('file_name');
	const purpose = body.form?.get('purpose');
	if (!(file instanceof Blob)) return refusal(invalidRequest('file is required', 'file'), id);
	if (typeof name !== 'string') {
		return refusal(invalidRequest('file_name is required', 'file_name'), id);
	}
	const content = Buffer.from(await file.arrayBuffer());
	const made = storeFile(shared, name, typeof purpose === 'string' ? purpose : '', content);
	return found(made, shared, describe);
}

function list(_: ApiRequest, shared: Shared): Answer {
	return json({ data: [...stored(shared).values()].map(describe) });
}

function get({ params }: ApiRequest, shared: Shared): Answer {
	return found(params['id'], shared, describe);
}

function content({ params }: ApiRequest, shared: Shared): Answer {
	const file = stored(shared).get(params['id'] ?? '');
	return file ? bytes(file.bytes, 'application/octet-stream') : gone(params['id']);
}

function remove({ params }: ApiRequest, shared: Shared): Answer {
	const answer = found(params['id'], shared, ({ id }) => ({ id, deleted: true }));
	dropFile(shared, params['id'] ?? '');
	return answer;
}

function found(id = '', shared: Shared, tell: (file: StoredFile) => object): Answer {
	const file = stored(shared).get(id);
	return file ? json(tell(file)) : gone(id);
}

function gone(id = ''): Answer {
	return json({ error: { message: `File ${id} not found`, type: 'not_found' } }, 404);
}

function describe({ id, name, purpose, createdAt, bytes: content }: StoredFile): object {
	return {
		id,
		object: 'file',
		purpose,
		filename: name,
		bytes: content.byteLength,
		created_at: createdAt,
		processing_status: 'COMPLETED',
		LineCount: 0,
		Processed: true,
		FileType: 'jsonl',
		checksum: hash(id).toString('hex').slice(0, 32),
	};
}
