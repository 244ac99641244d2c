import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { PackageDirectoryLoader } from 'n8n-core';

const ROOT = join(__dirname, '../..');

/** The built package, as n8n loads one that was installed. */
describe('the package', () => {
	it('is loaded by n8n with its node, credential, icons and codex', async () => {
		const loader = new PackageDirectoryLoader(ROOT);
		await loader.loadAll();

		expect(Object.keys(loader.nodeTypes)).toEqual([
			'togetherAi',
			'lmChatTogetherAi',
			'embeddingsTogetherAi',
			'rerankerTogetherAi',
			'togetherAiTrigger',
		]);
		expect(Object.keys(loader.credentialTypes)).toEqual(['togetherAiApi']);
		const node = loader.getNode('togetherAi').type;
		expect('description' in node && node.description).toMatchObject({
			displayName: 'Together AI',
			usableAsTool: true,
			iconUrl: {
				light: 'icons/n8n-nodes-together-ai/dist/icons/togetherAi.svg',
				dark: 'icons/n8n-nodes-together-ai/dist/icons/togetherAi.dark.svg',
			},
			codex: { categories: ['AI'], subcategories: { AI: ['Root Nodes'] } },
		});
		expect(loader.types.credentials).toMatchObject([
			{ name: 'togetherAiApi', displayName: 'Together AI API' },
		]);
	});

	it('ships the output schema and names no file that is not there', () => {
		const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
			main: string;
			n8n: { nodes: string[]; credentials: string[] };
		};
		const files = [
			manifest.main,
			...manifest.n8n.nodes,
			...manifest.n8n.credentials,
			'dist/nodes/TogetherAi/__schema__/v1.0.0/chat/complete.json',
			'dist/nodes/TogetherAi/__schema__/v1.0.0/document/rerank.json',
			'dist/nodes/TogetherAi/__schema__/v1.0.0/embedding/create.json',
			'dist/nodes/TogetherAi/__schema__/v1.0.0/model/getMany.json',
			'dist/nodes/TogetherAiTrigger/__schema__/v1.0.0.json',
		];
		for (const file of files) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
	});

	it('ships a source map for every script, with the TypeScript it was made of', () => {
		const dist = join(ROOT, 'dist');
		const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.js'))
			.map((file) => join(dist, file));
		expect(scripts.length).toBeGreaterThan(50);
		for (const script of scripts) {
			const { sources, sourcesContent } = JSON.parse(readFileSync(`${script}.map`, 'utf8')) as {
				sources: string[];
				sourcesContent: string[];
			};
			expect(sources.map((source) => resolve(dirname(script), source))).toEqual([
				script.replace(dist, resolve(ROOT)).replace(/js$/, 'ts'),
			]);
			expect(sourcesContent).toEqual(
				sources.map((source) => readFileSync(resolve(dirname(script), source), 'utf8')),
			);
		}
	});
});
