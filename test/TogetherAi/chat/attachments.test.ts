import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';

import { chatBodies } from '../../support/chatRequests';
import { runNode, jsonOf } from '../../support/runNode';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

/** A file as n8n keeps it in memory. */
function file(content: string, mimeType: string): IBinaryKeyData[string] {
	return { data: Buffer.from(content).toString('base64'), mimeType };
}

function dataUri(content: string, mimeType: string): string {
	return `data:${mimeType};base64,${Buffer.from(content).toString('base64')}`;
}

const image = (url: string) => ({ type: 'image_url', image_url: { url } });

function describing(...attachments: IDataObject[]): INodeParameters {
	const message = { role: 'user', content: 'Describe it', attachments: { values: attachments } };
	return { messages: { values: [message] } } as INodeParameters;
}

const FILES: IBinaryKeyData = {
	data: file('a picture', 'image/png'),
	second: file('another', 'image/jpeg'),
	film: file('frames', 'video/mp4'),
	song: file('music', 'audio/mpeg'),
	voice: file('words', 'audio/wav'),
	oldVoice: file('old words', 'audio/x-wav'),
	letter: file('text', 'application/pdf'),
	photo: file('a photo', 'Image/JPEG; charset=binary'),
	speech: file('a speech', 'audio/wav;codecs=1'),
	// A Code node may leave it out.
	unknown: { data: 'aGk=' } as IBinaryKeyData[string],
};

const wav = (content: string) => ({
	type: 'input_audio',
	input_audio: { data: Buffer.from(content).toString('base64'), format: 'wav' },
});

describe('attachments', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	it.each([
		{
			name: 'an image of the item',
			attachments: [{ source: 'binary', binaryPropertyName: 'data' }],
			parts: [image(dataUri('a picture', 'image/png'))],
		},
		{
			name: 'several names',
			attachments: [{ source: 'binary', binaryPropertyName: ' second ,data, ' }],
			parts: [image(dataUri('another', 'image/jpeg')), image(dataUri('a picture', 'image/png'))],
		},
		{
			name: 'all images of the item, and nothing else of it',
			attachments: [{ source: 'allImages' }],
			parts: [
				image(dataUri('a picture', 'image/png')),
				image(dataUri('another', 'image/jpeg')),
				image(dataUri('a photo', 'image/jpeg')),
			],
		},
		{
			name: 'files whose media type has parameters, without these',
			attachments: [{ source: 'binary', binaryPropertyName: 'photo,speech' }],
			parts: [image(dataUri('a photo', 'image/jpeg')), wav('a speech')],
		},
		{
			name: 'a video',
			attachments: [{ source: 'binary', binaryPropertyName: 'film' }],
			parts: [{ type: 'video_url', video_url: { url: dataUri('frames', 'video/mp4') } }],
		},
		{
			name: 'audio',
			attachments: [{ source: 'binary', binaryPropertyName: 'song' }],
			parts: [{ type: 'audio_url', audio_url: { url: dataUri('music', 'audio/mpeg') } }],
		},
		{
			name: 'wav as input_audio, whatever it is called',
			attachments: [{ source: 'binary', binaryPropertyName: 'voice,oldVoice' }],
			parts: [wav('words'), wav('old words')],
		},
		{
			name: 'an image on the web',
			attachments: [{ source: 'url', url: ' https://example.com/a.png ' }],
			parts: [image('https://example.com/a.png')],
		},
		{
			name: 'video and audio on the web',
			attachments: [
				{ source: 'url', url: 'https://example.com/a.mp4', mediaType: 'video' },
				{ source: 'url', url: 'http://example.com/a.mp3', mediaType: 'audio' },
			],
			parts: [
				{ type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } },
				{ type: 'audio_url', audio_url: { url: 'http://example.com/a.mp3' } },
			],
		},
		{
			name: 'a data URI',
			attachments: [{ source: 'url', url: 'data:image/png;base64,aGk=' }],
			parts: [image('data:image/png;base64,aGk=')],
		},
		{
			name: 'files and addresses in the order of the form',
			attachments: [
				{ source: 'url', url: 'https://example.com/a.png' },
				{ source: 'binary', binaryPropertyName: 'data' },
			],
			parts: [image('https://example.com/a.png'), image(dataUri('a picture', 'image/png'))],
		},
	])('send $name', async ({ attachments, parts }) => {
		await runNode({
			baseUrl: standIn.url,
			parameters: describing(...attachments),
			items: [{ json: {}, binary: FILES }],
		});
		expect(chatBodies(standIn)[0]?.messages).toEqual([
			{ role: 'user', content: [{ type: 'text', text: 'Describe it' }, ...parts] },
		]);
	});

	it('may be the whole message', async () => {
		const attachments = { values: [{ source: 'url', url: 'https://example.com/a.png' }] };
		await runNode({
			baseUrl: standIn.url,
			parameters: { messages: { values: [{ role: 'user', content: '', attachments }] } },
		});
		expect(chatBodies(standIn)[0]?.messages).toEqual([
			{ role: 'user', content: [image('https://example.com/a.png')] },
		]);
	});

	it('belong to their own message and their own item', async () => {
		const attachments = { values: [{ source: 'binary', binaryPropertyName: 'data' }] };
		const messages = {
			values: [
				{ role: 'system', content: 'Be brief.' },
				{ role: 'user', content: 'First', attachments },
				{ role: 'user', content: 'Second' },
			],
		};
		await runNode({
			baseUrl: standIn.url,
			parameters: { messages, requests: { maxConcurrency: 1 } },
			items: ['one', 'two'].map((content) => ({
				json: {},
				binary: { data: file(content, 'image/png') },
			})),
		});
		expect(chatBodies(standIn).map(({ messages: sent }) => sent)).toEqual(
			['one', 'two'].map((content) => [
				{ role: 'system', content: 'Be brief.' },
				{
					role: 'user',
					content: [{ type: 'text', text: 'First' }, image(dataUri(content, 'image/png'))],
				},
				{ role: 'user', content: 'Second' },
			]),
		);
	});

	it('of messages in JSON go through untouched', async () => {
		const content = [
			{ type: 'text', text: 'What is it?' },
			{ type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
			{ type: 'hologram', hologram: { depth: 3 } },
		];
		await runNode({
			baseUrl: standIn.url,
			parameters: { messagesSource: 'json', messagesJson: '={{ $json.messages }}' },
			items: [{ json: { messages: [{ role: 'user', content }] } }],
		});
		expect(chatBodies(standIn)[0]?.messages).toEqual([{ role: 'user', content }]);
	});

	const MISTAKES: Array<{ name: string; attachment: IDataObject; message: string }> = [
		{
			name: 'a file the item does not have',
			attachment: { source: 'binary', binaryPropertyName: 'portrait' },
			message:
				'Attachments finds no file named "portrait" in the item. Files of the item: data, second, film, song, voice, oldVoice, letter, photo, speech, unknown.',
		},
		{
			name: 'a file of another kind',
			attachment: { source: 'binary', binaryPropertyName: 'letter' },
			message:
				'Attachments cannot send "letter", which is application/pdf. Models take images, video and audio. Turn other files into text or images first.',
		},
		{
			name: 'a file that does not tell its media type',
			attachment: { source: 'binary', binaryPropertyName: 'unknown' },
			message:
				'Attachments cannot send "unknown", whose media type is not known. Models take images, video and audio. Set the mimeType of the file where it is made, for instance to image/png.',
		},
		{
			name: 'no name',
			attachment: { source: 'binary', binaryPropertyName: ' , ' },
			message: 'Attachments names no input field with a file.',
		},
		{
			name: 'an address without a scheme',
			attachment: { source: 'url', url: 'example.com/a.png' },
			message: 'Attachments has a URL that does not begin with https:// or http://.',
		},
		{
			name: 'an address on this machine',
			attachment: { source: 'url', url: 'file:///etc/passwd' },
			message: 'Attachments has a URL that does not begin with https:// or http://.',
		},
		{
			name: 'no address',
			attachment: { source: 'url', url: '' },
			message: 'Attachments, URL, is empty.',
		},
		{
			name: 'another source',
			attachment: { source: 'disk' },
			message: 'Source must be one of binary, allImages, url, but is "disk".',
		},
	];

	describe.each(MISTAKES)('with $name', ({ attachment, message }) => {
		it('fail their item, and only that', async () => {
			const good = { source: 'binary', binaryPropertyName: 'data' };
			const { items } = await runNode({
				baseUrl: standIn.url,
				parameters: describing({
					source: '={{ $json.source }}',
					binaryPropertyName: '={{ $json.binaryPropertyName }}',
					url: '={{ $json.url }}',
				}),
				items: [good, attachment].map((json) => ({ json, binary: FILES })),
				onError: 'continueRegularOutput',
			});
			expect(jsonOf(items).map(({ error }) => error)).toEqual([undefined, message]);
			expect(chatBodies(standIn)).toHaveLength(1);
		});

		it('stop the run before anything is sent', async () => {
			const { status } = await runNode({
				baseUrl: standIn.url,
				parameters: describing(attachment),
				items: [{ json: {}, binary: FILES }],
			});
			expect(status).toBe('error');
			expect(standIn.requests).toEqual([]);
		});
	});

	it.each([
		['no file', undefined],
		['no image', { letter: file('text', 'application/pdf') }],
	])('cannot be all images of an item with %s', async (_name, binary) => {
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: describing({ source: 'allImages' }),
			items: [{ json: {}, ...(binary && { binary }) }],
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(items)).toEqual([
			{
				error: 'Attachments finds no image in the item.',
				details: { field: 'Attachments', attempts: 0 },
			},
		]);
		expect(standIn.requests).toEqual([]);
	});

	it('may not be too large together, in the memory of n8n', async () => {
		const large = { data: 'A'.repeat(60 * 1024 * 1024), mimeType: 'image/png' };
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: describing({ source: 'binary', binaryPropertyName: 'one,two' }),
			items: [{ json: {}, binary: { one: large, two: large } }],
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(items)[0]?.error).toBe(
			'Attachments is too large with "two": a request may hold 100 MB, files grow by a third in it. Send smaller files, fewer of them, or a URL.',
		);
		expect(standIn.requests).toEqual([]);
	});
});
