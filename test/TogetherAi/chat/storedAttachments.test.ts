import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import type { IBinaryData } from 'n8n-workflow';

import { runNode, jsonOf } from '../../support/runNode';
import { chatBodies } from '../../support/chatRequests';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

// After the engine, which tells n8n-core where its home is.
import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';

/** A file of its own kind in n8n's store on disk: the item holds only where it is. */
async function stored(content: Buffer | Readable, mimeType: string): Promise<IBinaryData> {
	const location = { type: 'execution', workflowId: 'sandbox', executionId: '1' } as const;
	return await Container.get(BinaryDataService).store(location, content, { data: '', mimeType });
}

function attachmentsOf(binaryPropertyName: string) {
	const attachments = { values: [{ source: 'binary', binaryPropertyName }] };
	return { messages: { values: [{ role: 'user', content: 'Describe', attachments }] } };
}

/** Bytes without a pattern, so that a piece in the wrong place shows. */
function noise(length: number): Buffer {
	const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
		createHash('sha256').update(String(index)).digest(),
	);
	return Buffer.concat(blocks).subarray(0, length);
}

describe("files in n8n's store on disk", () => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-files-'));
	let standIn: StandIn;

	beforeAll(async () => {
		const config = Container.get(BinaryDataConfig);
		config.mode = 'filesystem';
		config.localStoragePath = folder;
		await Container.get(BinaryDataService).init();
	});

	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	it.each([0, 1, 2, 3, 196_607, 196_608, 196_609, 1_000_001])(
		'are sent byte by byte as they are: %d bytes',
		async (length) => {
			const content = noise(length);
			const data = await stored(content, 'image/png');
			expect(data.id).toMatch(/^filesystem-v2:/);
			await runNode({
				baseUrl: standIn.url,
				parameters: attachmentsOf('data'),
				items: [{ json: {}, binary: { data } }],
			});
			const [part] = (chatBodies(standIn)[0]?.messages[0]?.content as unknown[]).slice(1);
			const url = `data:image/png;base64,${content.toString('base64')}`;
			expect(part).toEqual({ type: 'image_url', image_url: { url } });
		},
	);

	it('are sent as wav where they are', async () => {
		const content = noise(400_000);
		const voice = await stored(content, 'audio/wav');
		await runNode({
			baseUrl: standIn.url,
			parameters: attachmentsOf('voice'),
			items: [{ json: {}, binary: { voice } }],
		});
		const [part] = (chatBodies(standIn)[0]?.messages[0]?.content as unknown[]).slice(1);
		expect(part).toEqual({
			type: 'input_audio',
			input_audio: { data: content.toString('base64'), format: 'wav' },
		});
	});

	it('are sent beside files in memory', async () => {
		const onDisk = await stored(Buffer.from('disk'), 'image/png');
		const inMemory = { data: Buffer.from('memory').toString('base64'), mimeType: 'image/png' };
		await runNode({
			baseUrl: standIn.url,
			parameters: attachmentsOf('inMemory,onDisk'),
			items: [{ json: {}, binary: { onDisk, inMemory } }],
		});
		const urls = ['memory', 'disk'].map(
			(content) => `data:image/png;base64,${Buffer.from(content).toString('base64')}`,
		);
		expect(chatBodies(standIn)[0]?.messages[0]?.content).toEqual([
			{ type: 'text', text: 'Describe' },
			...urls.map((url) => ({ type: 'image_url', image_url: { url } })),
		]);
	});

	it('may not be too large together, which is told before they are read', async () => {
		const megabyte = Buffer.alloc(1024 * 1024);
		const film = async () => await stored(Readable.from(Array(40).fill(megabyte)), 'video/mp4');
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: attachmentsOf('one,two'),
			items: [
				{ json: {}, binary: { one: await film(), two: await film() } },
				{ json: {}, binary: { one: await film(), two: await stored(megabyte, 'video/mp4') } },
			],
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(items).map(({ error }) => error)).toEqual([
			'Attachments is too large with "two": a request may hold 100 MB, files grow by a third in it. Send smaller files, fewer of them, or a URL.',
			undefined,
		]);
		expect(chatBodies(standIn)).toHaveLength(1);
	});

	it('that are gone fail their item', async () => {
		const lost = { ...(await stored(Buffer.from('x'), 'image/png')) };
		await Container.get(BinaryDataService).deleteManyByBinaryDataId([lost.id ?? '']);
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: attachmentsOf('data'),
			items: [{ json: {}, binary: { data: lost } }],
			onError: 'continueRegularOutput',
		});
		expect(typeof jsonOf(items)[0]?.error).toBe('string');
		expect(standIn.requests).toEqual([]);
	});
});
