/** Every sentence of the pages, in both languages. `{0}` stands for what is filled in. */

import { PROBLEMS_ZH } from "./problems-zh.js";

/** @typedef {import("./shapes.js").Problem} Problem */

const EN = {
  headline: "Read the prompt of an image",
  lede: "Some images carry the prompt they were made with; it is read from the file, free. For the others one is written from what can be seen.",
  address_label: "Address of an image",
  extract: "Extract prompt",
  private: "The address is sent to this service, which downloads the image; a data: address holds the image itself. Not for private images.",
  address_wrong: "Paste an address that begins with http://, https:// or data:image/.",
  address_long: "The image in this address is too large: 1 MiB is the most.",
  samples: "Or take a sample",
  sample_dusk: "Mountain ridges at dusk; this file carries its prompt",
  sample_shapes: "A still life of solids; no prompt inside",
  sample_city: "A city grid at night; no prompt inside",
  no_picture: "Your browser could not show this image.",
  picture: "The image that is read",
  reading_it: "Reading the image",
  no_prompt: "No prompt this time",
  stage_starting: "Getting ready…",
  stage_queued: "Waiting for a free place…",
  stage_running: "Looking at the image…",
  stage_fetching: "Fetching the image…",
  stage_reading: "Reading what the file says…",
  stage_asking: "Looking at the image…",
  stage_rendering: "Writing the prompts…",
  origin_embedded: "From the file",
  origin_inferred: "Inferred",
  origin_offline: "Offline look",
  meaning_embedded: "The original prompt, read from the file.",
  meaning_inferred: "Written by a model that looked at the image.",
  meaning_offline: "Measured from the pixels. No model was asked.",
  charged_nothing: "Nothing was charged.",
  charged_trial: "One free use was taken.",
  charged_other: "{0} credits were charged.",
  allowance: "{0} of {1} free uses left",
  modes: "Prompt for",
  mode_general: "General",
  "mode_anime-tags": "Anime tags",
  copy: "Copy",
  copied: "Copied",
  copy_failed: "Select the text to copy it",
  negative: "Negative prompt",
  parameters: "Settings for this target",
  notes: "Notes",
  tags: "Tags",
  palette: "Colours of the image",
  warnings: "Good to know",
  warning_thumbnail: "This is a small version of the image. A larger one would say more.",
  warning_instruction_text: "The image holds text that addresses a model. It was read as part of the picture.",
  warning_embedded_instruction: "The prompt in the file holds text that addresses a model. It is shown as it stands.",
  warning_embedded_hollow: "The prompt in the file says nothing of the image, so the image itself was looked at.",
  warning_low_confidence: "Little can be made out in this image. Parts of the prompt may be a guess.",
  warning_offline_look: "Only what can be measured is told here, not what the image shows.",
  warning_declared_only: "The file says that AI made it, but carries no prompt.",
  fact_image: "Image",
  fact_file: "File",
  fact_read: "{0}, {1} of it read",
  fact_tool: "Made with",
  fact_model: "Model",
  fact_asked: "Answered by",
  fact_declared: "Declared AI-made",
  declared_by: "{0}, not verified",
  again: "Try again",
  connect: "Connect an ImgPilot account",
  code: "Code: {0}",
  unreachable: "ImgPilot Prompt Lens did not answer",
  unreachable_next: "Check your connection, then try again.",
  broken: "This page could not go on",
  broken_next: "Reload the page and try again.",
  install: "In your browser",
  install_open: "In Chrome, open chrome://extensions and switch on Developer mode.",
  install_load: "Choose Load unpacked and take the folder “extension” of this project.",
  install_use: "Right-click any image and choose Extract prompt.",
  docs: "API",
  privacy: "Privacy",
  connect_headline: "Connect an ImgPilot account",
  connect_how: "Open the extension's popup and choose Connect. You sign in at ImgPilot in a window of its own, and your credits are used from then on.",
  connect_not_here: "No account can be connected here: this service has no ImgPilot to sign in at.",
  connect_embedded: "Prompts that a file carries itself are free.",
  connect_back: "Back to the images",
};

/** @type {Record<keyof typeof EN, string>} */
const ZH = {
  headline: "读出图片的提示词",
  lede: "有些图片自带生成时的提示词，可直接从文件读出，免费。其余图片则根据画面内容写出提示词。",
  address_label: "图片地址",
  extract: "提取提示词",
  private: "该地址会发送到本服务，由服务下载图片；data: 地址中就包含图片本身。请勿用于私密图片。",
  address_wrong: "请粘贴以 http://、https:// 或 data:image/ 开头的地址。",
  address_long: "该地址中的图片过大，最大为 1 MiB。",
  samples: "或选择示例",
  sample_dusk: "黄昏山峦，文件自带提示词",
  sample_shapes: "几何静物，不含提示词",
  sample_city: "夜晚城市，不含提示词",
  no_picture: "浏览器无法显示该图片。",
  picture: "正在读取的图片",
  reading_it: "正在读取图片",
  no_prompt: "这次没有提示词",
  stage_starting: "正在准备…",
  stage_queued: "正在排队…",
  stage_running: "正在分析图片…",
  stage_fetching: "正在获取图片…",
  stage_reading: "正在读取文件信息…",
  stage_asking: "正在分析图片…",
  stage_rendering: "正在生成提示词…",
  origin_embedded: "来自文件",
  origin_inferred: "推断",
  origin_offline: "离线分析",
  meaning_embedded: "文件中的原始提示词。",
  meaning_inferred: "由模型观察图片后写成。",
  meaning_offline: "仅根据像素测得，未询问模型。",
  charged_nothing: "未扣次数。",
  charged_trial: "已使用一次免费额度。",
  charged_other: "已扣 {0} 点。",
  allowance: "免费额度剩余 {0}/{1} 次",
  modes: "提示词用途",
  mode_general: "通用",
  "mode_anime-tags": "动漫标签",
  copy: "复制",
  copied: "已复制",
  copy_failed: "请选中文字后复制",
  negative: "反向提示词",
  parameters: "此用途的参数",
  notes: "说明",
  tags: "标签",
  palette: "图片配色",
  warnings: "提示",
  warning_thumbnail: "这是缩小版的图片，原图能提供更多信息。",
  warning_instruction_text: "图片中含有写给模型的文字，已只当作画面内容处理。",
  warning_embedded_instruction: "文件中的提示词含有写给模型的文字，已按原样显示。",
  warning_embedded_hollow: "文件中的提示词没有描述画面，因此改为查看图片本身。",
  warning_low_confidence: "这张图片能看清的内容很少，提示词可能有猜测成分。",
  warning_offline_look: "这里只列出可测量的内容，不描述画面。",
  warning_declared_only: "文件声明由 AI 生成，但不含提示词。",
  fact_image: "图片",
  fact_file: "文件",
  fact_read: "{0}，读取了 {1}",
  fact_tool: "生成工具",
  fact_model: "模型",
  fact_asked: "分析者",
  fact_declared: "声明由 AI 生成",
  declared_by: "{0}，未经验证",
  again: "重试",
  connect: "连接 ImgPilot 账号",
  code: "代码：{0}",
  unreachable: "ImgPilot Prompt Lens 没有响应",
  unreachable_next: "请检查网络后重试。",
  broken: "页面无法继续",
  broken_next: "请刷新页面后重试。",
  install: "在浏览器中使用",
  install_open: "在 Chrome 中打开 chrome://extensions，并开启“开发者模式”。",
  install_load: "点击“加载已解压的扩展程序”，选择本项目的 extension 文件夹。",
  install_use: "右键点击任意图片，选择“提取提示词”。",
  docs: "API",
  privacy: "隐私",
  connect_headline: "连接 ImgPilot 账号",
  connect_how: "请打开扩展程序的弹窗，点击“连接账号”。在弹出的窗口中登录 ImgPilot 后，即可使用账号中的点数。",
  connect_not_here: "这里无法连接账号：本服务没有可登录的 ImgPilot。",
  connect_embedded: "文件自带的提示词始终免费。",
  connect_back: "返回",
};

export const WORDS = { en: EN, zh: ZH };
/** Which of ours is nearest to what the browser speaks. */
export const SPOKEN = /^zh\b/i.test(globalThis.navigator?.language ?? "") ? "zh" : "en";
/** The same as the service wants to hear it. */
export const PROMPT_LANGUAGE = SPOKEN === "zh" ? "zh-CN" : "en";

/**
 * A sentence with its blanks filled.
 * @param {keyof typeof EN} key
 * @param {...(string | number)} blanks
 */
export function say(key, ...blanks) {
  return WORDS[SPOKEN][key].replace(/\{(\d)\}/g, (_, place) => String(blanks[place]));
}

/**
 * Sentences one after the other; Chinese puts no space between them.
 * @param {...string} sentences
 */
export function inARow(...sentences) {
  return sentences.join(SPOKEN === "zh" ? "" : " ");
}

/**
 * A sentence by a key that came from the service, or what to say where there is none.
 * @param {string} key
 * @param {string} otherwise
 */
export function sayIfKnown(key, otherwise) {
  return Object.hasOwn(EN, key) ? say(/** @type {keyof typeof EN} */ (key)) : otherwise;
}

/**
 * A problem's two sentences: what happened, and what to do.
 * @param {Problem} problem
 * @returns {[string, string]}
 */
export function sayProblem({ code, title, next_step }) {
  if (code === "service_unreachable") return [say("unreachable"), say("unreachable_next")];
  return (SPOKEN === "zh" && PROBLEMS_ZH[code]) || [title, next_step];
}

/**
 * Give a page its words: text, labels and descriptions of pictures.
 * @param {Document} page
 */
export function speak(page) {
  page.documentElement.lang = PROMPT_LANGUAGE;
  for (const [mark, put] of /** @type {const} */ ([
    ["data-say", (/** @type {Element} */ e, /** @type {string} */ s) => (e.textContent = s)],
    ["data-label", (/** @type {Element} */ e, /** @type {string} */ s) => e.setAttribute("aria-label", s)],
    ["data-alt", (/** @type {Element} */ e, /** @type {string} */ s) => e.setAttribute("alt", s)],
  ])) {
    for (const element of page.querySelectorAll(`[${mark}]`)) {
      const known = sayIfKnown(element.getAttribute(mark) ?? "", "");
      if (known) put(element, known);
    }
  }
}
