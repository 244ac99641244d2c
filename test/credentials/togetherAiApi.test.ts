import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { EmbeddingsTogetherAi } from '../../nodes/EmbeddingsTogetherAi/EmbeddingsTogetherAi.node';
import { LmChatTogetherAi } from '../../nodes/LmChatTogetherAi/LmChatTogetherAi.node';
import { RerankerTogetherAi } from '../../nodes/RerankerTogetherAi/RerankerTogetherAi.node';
import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';

const credential = new TogetherAiApi();

describe('the form of the credential', () => {
	it('asks for a key, hidden, and a base URL with the default', () => {
		const [apiKey, baseUrl] = credential.properties;
		expect(apiKey).toMatchObject({
			name: 'apiKey',
			required: true,
			default: '',
			typeOptions: { password: true },
		});
		expect(baseUrl).toMatchObject({ name: 'baseUrl', default: 'https://api.together.ai/v1' });
	});

	it('takes one more header, its value hidden, under the names of the OpenAI credential', () => {
		const shown = { displayOptions: { show: { header: [true] } }, default: '' };
		expect(credential.properties.slice(2)).toMatchObject([
			{ name: 'header', type: 'boolean', default: false },
			{ name: 'headerName', ...shown },
			{ name: 'headerValue', typeOptions: { password: true }, ...shown },
		]);
	});

	it.each([
		new TogetherAi(),
		new LmChatTogetherAi(),
		new EmbeddingsTogetherAi(),
		new RerankerTogetherAi(),
	])('is asked for and tested by the node $description.displayName', ({ description, methods }) => {
		const testedBy = 'testTogetherAiApi';
		expect(description.credentials).toEqual([{ name: credential.name, required: true, testedBy }]);
		expect(Object.keys(methods.credentialTest)).toEqual([testedBy]);
	});

	it('keeps its authentication in a copy, by which n8n offers it in the HTTP Request node', () => {
		expect({ ...credential }).toHaveProperty('authenticate');
	});

	it('has no test of its own, which n8n would prefer', () => {
		expect(credential).not.toHaveProperty('test');
	});
});
