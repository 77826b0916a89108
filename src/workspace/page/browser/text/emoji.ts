/** Slack's names for emoji. The ones that people and bots of a security team use; a name that is not here is shown as it is written. */
const table = `
  +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 eyes 👀 wave 👋 clap 👏 pray 🙏 raised_hands 🙌 ok_hand 👌 muscle 💪 point_right 👉 point_left 👈 point_up 👆 point_down 👇
  raised_hand ✋ hand ✋ handshake 🤝 writing_hand ✍️ smile 😄 grinning 😀 joy 😂 sweat_smile 😅 slightly_smiling_face 🙂 wink 😉 thinking_face 🤔 neutral_face 😐
  worried 😟 cry 😢 sob 😭 scream 😱 angry 😠 rage 😡 sunglasses 😎 sleeping 😴 zzz 💤 exploding_head 🤯 face_with_monocle 🧐 robot_face 🤖 ghost 👻 skull 💀 imp 👿
  heart ❤️ broken_heart 💔 fire 🔥 fire_engine 🚒 fire_extinguisher 🧯 firefighter 🧑‍🚒 boom 💥 zap ⚡ sparkles ✨ star ⭐ star2 🌟 tada 🎉 rocket 🚀 100 💯 trophy 🏆
  white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_multiplication_x ✖️ no_entry ⛔ no_entry_sign 🚫
  octagonal_sign 🛑 stop_sign 🛑 warning ⚠️ rotating_light 🚨 bangbang ‼️ exclamation ❗ heavy_exclamation_mark ❗ question ❓ grey_question ❔ grey_exclamation ❕
  information_source ℹ️ bulb 💡 bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 speech_balloon 💬 thought_balloon 💭 mag 🔍 mag_right 🔎 microscope 🔬 telescope 🔭 dart 🎯
  lock 🔒 unlock 🔓 closed_lock_with_key 🔐 lock_with_ink_pen 🔏 key 🔑 old_key 🗝️ shield 🛡️ crossed_swords ⚔️ link 🔗 chains ⛓️ paperclip 📎 pushpin 📌 round_pushpin 📍
  red_circle 🔴 large_orange_circle 🟠 orange_circle 🟠 large_yellow_circle 🟡 yellow_circle 🟡 large_green_circle 🟢 green_circle 🟢 large_blue_circle 🔵 blue_circle 🔵
  large_purple_circle 🟣 purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩
  large_blue_square 🟦 white_square_button 🔳 black_square_button 🔲 small_red_triangle 🔺 small_red_triangle_down 🔻 large_blue_diamond 🔷 small_blue_diamond 🔹
  small_orange_diamond 🔸 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄 repeat 🔁
  leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ rewind ⏪ fast_forward ⏩ double_vertical_bar ⏸️ arrow_forward ▶️ black_square_for_stop ⏹️ heavy_plus_sign ➕ heavy_minus_sign ➖
  hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰ clock1 🕐 clock3 🕒 clock9 🕘 timer_clock ⏲️ calendar 📅 date 📅 spiral_calendar_pad 🗓️
  chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 clipboard 📋 memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 page_with_curl 📃 scroll 📜 ledger 📒
  books 📚 book 📖 bookmark 🔖 label 🏷️ card_index_dividers 🗂️ file_folder 📁 open_file_folder 📂 wastebasket 🗑️ inbox_tray 📥 outbox_tray 📤 package 📦 email 📧 envelope ✉️
  incoming_envelope 📨 mailbox 📫 newspaper 📰 ticket 🎫 admission_tickets 🎟️ bust_in_silhouette 👤 busts_in_silhouette 👥 detective 🕵️ sleuth_or_spy 🕵️ cop 👮 guardsman 💂
  technologist 🧑‍💻 computer 💻 desktop_computer 🖥️ keyboard ⌨️ iphone 📱 telephone_receiver 📞 pager 📟 satellite_antenna 📡 electric_plug 🔌 battery 🔋 floppy_disk 💾 cd 💿
  cloud ☁️ globe_with_meridians 🌐 earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 world_map 🗺️ compass 🧭 bug 🐛 beetle 🐞 spider 🕷️ spider_web 🕸️ fishing_pole_and_fish 🎣
  hook 🪝 bomb 💣 pill 💊 syringe 💉 dna 🧬 biohazard_sign ☣️ radioactive_sign ☢️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ gear ⚙️ toolbox 🧰 magnet 🧲 test_tube 🧪
  construction 🚧 traffic_light 🚦 checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️ black_flag 🏴 bank 🏦 office 🏢 factory 🏭 house 🏠 moneybag 💰 money_with_wings 💸
  credit_card 💳 gem 💎 crown 👑 ear 👂 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊 coffee ☕ beer 🍺 pizza 🍕 sunny ☀️ crescent_moon 🌙 new_moon 🌑 snowflake ❄️ ocean 🌊
  one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 new 🆕 ok 🆗 sos 🆘 id 🆔 free 🆓 up 🆙 recycle ♻️ infinity ♾️
`;

const emoji: Readonly<Record<string, string>> = Object.fromEntries(
  [...table.matchAll(/(\S+)\s+(\S+)/g)].map(([, name, character]) => [name, character]),
);

/** The character for a Slack emoji name, `:name:` when it is unknown. */
export function emojiFor(name: string): string {
  return Object.hasOwn(emoji, name) ? (emoji[name] ?? '') : `:${name}:`;
}

/** Plain text with its emoji names replaced, for labels and options. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name: string) => (Object.hasOwn(emoji, name) ? emojiFor(name) : whole));
}

/** What the page offers first for a reaction. */
export const quickReactions = ['pushpin', 'eyes', 'white_check_mark', 'raised_hands', 'fire', 'question'] as const;
