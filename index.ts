export { TogetherAiApi } from './credentials/TogetherAiApi.credentials';
export { TogetherAi } from './nodes/TogetherAi/TogetherAi.node';
