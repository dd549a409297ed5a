/**
 * What can go wrong and what to do, in Chinese, by the service's codes. The English
 * sentences come with the answer itself.
 */

const AGAIN = "请重试，未扣次数。";
const LATER = "请稍后重试，未扣次数。";
const OWN_TAB = "请在新标签页打开该图片后再试，未扣次数。";
const ELSEWHERE = "请在公开网页上找到该图片后再试，未扣次数。";
const RELOAD = "请刷新页面后重试，未扣次数。";
const OURS = "我们会修复，未扣次数。";
const DESCRIPTION = "请对照 API 说明检查请求。";
const NEW_TOKEN = "请重新开始试用。";

/** @type {Record<string, [string, string]>} */
export const PROBLEMS_ZH = {
  bad_request: ["请求的格式不正确", DESCRIPTION],
  not_found: ["没有找到该内容", "结果只保存一段时间，请检查地址。"],
  method_not_allowed: ["该地址不接受此操作", DESCRIPTION],
  body_too_large: ["请求过大", "请发送图片的地址，或换用较小的图片。"],
  not_json: ["请求必须是 JSON", DESCRIPTION],
  url_refused: ["该图片地址只能在您的浏览器中打开", OWN_TAB],
  blob_url: ["该图片只存在于显示它的网页内存中", ELSEWHERE],
  file_url: ["该图片是您设备上的文件", ELSEWHERE],
  browser_url: ["该图片属于浏览器本身", ELSEWHERE],
  token_missing: ["需要试用令牌", NEW_TOKEN],
  token_invalid: ["试用令牌无效", NEW_TOKEN],
  token_expired: ["试用令牌已过期", NEW_TOKEN],
  proof_mismatch: ["该请求属于另一张图片", "请重新开始。"],
  proof_gone: ["该请求已过期", "请重新开始，未扣次数。"],
  allowance_used_up: ["免费额度已用完", "连接 ImgPilot 账号后可继续使用。"],
  credits_used_up: ["您的 ImgPilot 点数已用完", "在 ImgPilot 获取点数后可继续使用。"],
  own_key_refused: ["模型服务不接受您自己的密钥", "请在设置中重新输入，或移除密钥改用点数。未扣费。"],
  own_key_spent: ["您自己的密钥已无可用额度", "请查看您在模型服务的账户，或在设置中移除密钥。未扣费。"],
  free_pool_spent: [
    "今日的免费总额度已被大家用完",
    "请连接 ImgPilot 账号，或明天再来，未扣次数。",
  ],
  account_needed: ["需要先连接 ImgPilot 账号", "请连接 ImgPilot 账号。"],
  connect_refused: ["账号未能连接", "请在扩展程序中重新连接。"],
  rate_limited: ["当前请求过于频繁", "请稍等片刻再试。"],
  image_unreachable: ["我们的服务器无法访问该图片", "请确认无需登录即可打开，未扣次数。"],
  too_slow: ["该网站发送图片超时", AGAIN],
  image_forbidden: [
    "该网站不允许我们的服务器获取图片",
    "它可能只在自己的网页上显示，或只对已登录的人显示。请在其他网站找到该图片后再试，未扣次数。",
  ],
  image_gone: ["该网站表示图片不存在", RELOAD],
  image_host_failed: ["该网站发送图片时出错", LATER],
  too_large: ["图片文件过大，无法读取", "请换用较小的版本，未扣次数。"],
  not_an_image: ["网站返回的内容不是图片", "它可能是一个网页，请在新标签页打开该图片看看，未扣次数。"],
  unsupported_format: [
    "无法读取 SVG、HEIC、JPEG XL、TIFF 或 BMP 等格式",
    "支持 JPEG、PNG、WebP、GIF 和 AVIF，请换用这些格式的版本，未扣次数。",
  ],
  broken_image: ["图片文件已损坏", RELOAD],
  image_bomb: ["图片展开后过大，无法安全打开", "请换用较小的版本，未扣次数。"],
  provider_unavailable: ["模型服务没有响应", LATER],
  provider_busy: ["模型服务繁忙", LATER],
  provider_timeout: ["模型响应超时", AGAIN],
  stream_broken: ["模型的回答中断", AGAIN],
  answer_truncated: ["模型的回答不完整", AGAIN],
  answer_invalid: ["模型的回答无法使用", AGAIN],
  provider_refused_key: ["模型服务不接受我们的密钥", OURS],
  provider_request_bug: ["我们向模型提出的请求有误", OURS],
  image_rejected: ["模型无法读取该图片", "请换用其他版本，未扣次数。"],
  content_refused: ["模型拒绝描述该图片", "请换一张图片，未扣次数。"],
  service_unavailable: ["ImgPilot Prompt Lens 暂时不可用", "请几秒后重试，未扣次数。"],
  img_pilot_unavailable: ["ImgPilot 登录服务没有响应", "请稍后重试。"],
  too_many_streams: ["当前使用人数过多", "请几秒后重试。"],
  job_timeout: ["处理超时", AGAIN],
  internal_error: ["我们的服务出现问题", AGAIN],
};
