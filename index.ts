export { TogetherAiApi } from './credentials/TogetherAiApi.credentials';
export { EmbeddingsTogetherAi } from './nodes/EmbeddingsTogetherAi/EmbeddingsTogetherAi.node';
export { LmChatTogetherAi } from './nodes/LmChatTogetherAi/LmChatTogetherAi.node';
export { RerankerTogetherAi } from './nodes/RerankerTogetherAi/RerankerTogetherAi.node';
export { TogetherAi } from './nodes/TogetherAi/TogetherAi.node';
export { TogetherAiTrigger } from './nodes/TogetherAiTrigger/TogetherAiTrigger.node';
