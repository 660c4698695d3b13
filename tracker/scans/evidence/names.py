"""Names by which programs introduce themselves, in small letters.

Where they come from: the vendors' own documentation, and what their programs were seen to send. The long tail
of robots is looked up in the package `crawlerdetect`; here stand previews, which it does not tell from
robots, tools, and the words that programs use for what they do, so that one nobody has heard of is known too.

Every pattern is made of plain alternatives with bounded repetition: it takes time in proportion to the
length of the string, whatever somebody sends.
"""

from __future__ import annotations

import re

from tracker.scans.evidence.wordlist import WordList


def _words(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(",")]


def _any_of(words: str, patterns: str = "") -> WordList:
    """Return a list that finds any of the words, separated by commas, or any of the patterns."""
    return WordList(_words(words), [patterns] if patterns else [])


def _begins_with(words: str, whole_words: str) -> re.Pattern[str]:
    """Return a pattern that matches a beginning with any of the words; the whole words as such."""
    begun, whole = ("|".join(map(re.escape, _words(text))) for text in (words, whole_words))
    return re.compile(f"(?:{begun})|(?:{whole})(?![a-z])")


PREVIEW = _any_of(
    """
    bingpreview, bitrix link, cardyb, developers.google.com/+/web/snippet, discordbot, embedly,
    facebookcatalog, facebookexternal, facebookplatform, facebookscraper, facebot, ggpht,
    google-pagerenderer, googleimageproxy, hipchat, iamessage, iframely, imessagebot, instagrambot,
    kakao-og, kakaostory-og, kakaotalk-scrap, line-parts, line-poker, linespider, link preview) whatsapp,
    linkedinbot, linkexpand, longurl, mail.ru_bot/preview, matrix-media-repo, meta-externalfetcher,
    metascraper, metauri, microlink, microsoftpreview, nextdoorbot, noembed, notionembedder, oembed, onebox,
    open graph, opengraph, peekalink, pinterestbot, previewer, quora-bot, redditbot, skype uri,
    skypeuripreview, slack-imgproxy, slack-ss, slackbot, snap url preview, snapchatads, summaly, synapse (,
    teamsbot, telegrambot, twitterbot, unfurl, unshorten, uripreview, url expand, urlexpand, urlmeta,
    vkshare, wechatshareextension, wordpress.com mshots, xing-contenttabreceiver, yahoomailproxy, zoombot
    """,
    r"msteams-?bot|webexteams-?bot|flipboard(?:proxy|rss)|tumblr/[\d.]+ \("
    r"|nextcloud(?: server crawler|-link|-reference)|google-?web ?preview|google-?snippet"
    r"|google-?(?:image|favicon)-?proxy|notion-?bot"
    r"|(?:link|url|web|page|site|rich|card|share)[ _-]?previe"
    r"|preview[ _-]?(?:bot|service|fetch|generat|agent|card)|ogp\b|og-?(?:scraper|image)",
)
"""Programs that make a preview of a shared link."""

PREVIEW_ALONE = _any_of(
    """
    akkoma, asana, atlassian, basecamp, bluesky, bookwyrm, bridgy, bsky, calckey, conduit/, conduwuit,
    confluence, dendrite/, diaspora, discourse, disqus, evernote, firefish, friendica, gnusocial,
    googlechat, gotosocial, hubzilla, iceshrimp, instapaper, jira, kbin, lemmy, mastodon, mattermost,
    mbin/, misskey, mobilizon, notion, peertube, phpbb, pinterest, pixelfed, pleroma, sharkey, snac/,
    snippet, stackexchange, synapse/, takahe, trello, tumblr, vbulletin, webex, whatsapp, xenforo, zoom-,
    zulip
    """,
    r"^(?:signal|viber|telegram|threema|snapchat|line|kakaotalk|skype|wire|element|teams|discord"
    r"|slack)\b|signal-(?:desktop|android|ios)|rocket\.?chat|pocket(?:parser|image)",
)
"""Apps and forums that open links in a browser; where their name stands without one they make a preview."""

NAMES_DEVICE = re.compile(
    r"\bdevice/|android/[\d._]+ |iphone_os/|\bfbdv/|\((?:linux; u; )?android [\d.]|\((?:iphone|ipad|ipod)"
    r"|; iphone|; ipad|pinterest for"
)
"""What an app says of the telephone that it runs on, where it talks for somebody and not for a preview."""

TOOL = _begins_with(
    """
    .net, ab/, acunetix, advanced rest, afnetworking, ahc/, aiohttp, akamai, alamofire, amazon cloudfront,
    apache-http, apachebench, apachehttp, apidog, apt-, arachni, aria2, artillery, async-http, asynchttp,
    attohttp, autohotkey, autoit, axios, beast., blackbox, blackwidow, bombardier, boto3, botocore, bun/,
    check_, check_http, chocolatey, clj-http, cloudflare, cohttp, collectd, composer, containerd,
    cpp-httplib, cpprest, cpr/, curl, curl-php, datadog, debian apt, deno, dirbuster, dotnet, drupal, elb-,
    electron-fetch, em-http, faraday, fasthttp, fastly, feroxbuster, ffuf, finch, flashget, flurl, fuzz
    faster, gambas, getright, git/, go 1, go 2, go http, go-http, gobuster, gohttp, google-cloud,
    google-health, googlestackdriver, gradle, grpc, guzzle, gvfs, h2load, hackney, haproxy, haskell, hey/,
    hijk, homebrew, hoppscotch, htmlunit, http-client, http-conduit, http-kit, http-streams, http.jl,
    http.rb, http4, http_client, httparty, httpclient, httpie, httpoison, httprb, httpx, httr, httrack,
    hyper/, icinga, idman, insomnia, isahc, jaeles, jaunt, jmeter, jodd, joomla, jsoup, ktor, kube-probe,
    ky/, laminas, lftp, libcurl, libdnf, libsoup, libwww, loader.io, luasocket, lwp, masscan, mathematica,
    matlab, mechanize, metasploit, microsoft bits, microsoft url, mint/, monit/, mormot, nagios, neon/,
    nessus, net::http, nikto, niquests, nmap, npm/, nuclei, ocaml, offline explorer, okhttp, openvas, paw/,
    pecl, pip/, play ws, playws, postman, powershell, projectdiscovery, prometheus, pycurl, python,
    qnetwork, qualys, r (, r-curl, rapidapi, rcurl, refit, req/, request.js, requests, reqwest, rest-client,
    restsharp, retrofit, scrapy, serf/, simplepie, soapui, sqlmap, sttp, subfinder, superagent, surf/, svn/,
    symfony, synapse-http, telegraf, teleport, tesla/, thunder client, typhoeus, typo3, undici, unirest,
    ureq, urllib, vb project, vert.x, vlang, w3af, webcopier, webzip, wfuzz, wget, whatweb, winhttp,
    winhttprequest, wininet, wordpress, wpscan, wreck, wreq, wsdl, www-mech, xh/, xmlrpc, yarn/, zabbix,
    zap/, zend, zgrab, zypp
    """,
    """
    akka, aleph, aws, axel, azure, beast, boost, bruno, burp, buzz, caddy, cargo, casper, colly, consul,
    crystal, dart, delphi, dispatch, dnf, docker, elixir, envoy, erlang, excon, fdm, feign, fpc, gatling,
    got, helm, hydra, indy, java, jdk, jersey, jetty, julia, k6, locust, lua, maven, mojo, needle, netty,
    nginx, nim, node, octave, pekko, perl, phantom, php, poco, racket, resty, ruby, rust, siege, snoopy,
    soap, spray, squid, swift, tcl, thrift, traefik, treq, tsung, varnish, vegeta, wrk, yum, zig
    """,
)
"""Tools and libraries, where they stand at the beginning: a program somebody wrote."""

AUTOMATED = _any_of(
    """
    acunetix, adsbot, ahrefs, ai2bot, apis-google, archive.org, baidu transcoder, baiduspider, barracuda,
    botify, brokenlink, browsershot, catchpoint, censys, chatgpt-user, contentking, crawl, crwl, cursor/,
    cutycapt, cypress/, datadogsynth, dataprovider, deadlink, debugbear, deepcrawl, dejaclick, detectify,
    devtools, diffbot, duplexweb, dynatrace, evaliant, expanseinc, feedfetcher, fireeye, forcepoint,
    functionize, ghost inspector, google-ads, googleagent, googleother, googlestackdriver, googleweblight,
    gptbot, gtmetrix, headless, heritrix, html2, httrack, ia_archiver, intruder, larbin, lighthouse,
    linklint, majestic, mediapartners, meta-external, mimecast, mistralai-, monsido, moz.com, naver.me,
    naverbot, netcraft, netvigie, norton-safeweb, nutch, oai-search, oncrawl, page2images, paloalto,
    perplexity-, phantomjs, phishtank, pingdom, playwright, powershell, prerender, proofpoint, puppeteer,
    qualys, rendertron, robot, ruxit, safebrowsing, securityheaders, selenium, semrush, seobility,
    seokicks, shodan, silktide, sistrix, site24x7, sitebulb, siteimprove, slimerjs, slurp, snapshotter,
    sophos, spider, statuscake, storebot, symantec, synthetic, thumbshot, timpi, trendmicro, uptime,
    urlbox, urlscan, validator, virustotal, wayback, webarchive, webdriver, webkit2, webscreen, websnapr,
    wkhtmlto, xenu, xrawler, yeti/, youbot, zombie.js, zscaler
    """,
    r"(?<!cu)b[o0]ts?(?![a-z])|(?<![a-z])bots?[._-]|scrap(?:e|py|ing)|page ?speed|speed ?curve"
    r"|new ?relic|\bryte"
    r"|google-(?:inspection|read|adwords|site|other|extended|safety|docs|publisher|certificates|agent"
    r"|structured|xrawler|cloud)|google (?:web|page|search console|keyword|pp)"
    r"|yandex\.?(?:bot|images|video|media|blogs|favicon|webmaster|direct|metrika|news|translate|turbo"
    r"|pagechecker|screenshot|ontodb|rca|verticals|accessib|partner|somerset|addurl|antivirus|calendar"
    r"|tracker|sitelinks|searchshop)|sogou (?:web|inst|pic|news)|daum[ /]\d"
    r"|claude-?(?:web|user|search|bot)|internet-?measurement|cisco-?(?:umb|talos)|android api \d"
    r"|android 0[;)]|screaming ?frog|web-?thumb|web-?capture|screen-?shot|w3c[_-]|link ?check"
    r"|link ?valid|\) java/1\.",
)
"""Words of automation that mean a machine even inside a browser's own agent, on a telephone as well."""

AUTOMATED_ELSEWHERE = _any_of(
    """
    ${jndi, <script, alertsite, analysis, anthropic, antivirus, appinsights, applicationinsights, apptest,
    archiv, audit, backlink, benchmark, brandprotect, cohere, collector, copier, copyright, deepseek,
    discovery, exploit, extract, favicon, feed, fetch, fuzz, gateway, gomez, grabber, grader, harvest,
    health-check, healthcheck, http, injection, insights, iplabel, ips-agent, keynote, leech, library/,
    linkwalk, load_file, malware, marketing, metadata, mirror, mistralai, monitor, neustar, observatory,
    onerror=, openai, optimizely, pentest, perplexity, plagiar, preview, probe, proxy, relay, reputation,
    resolver, rigor, scanner, screenshot, sdk/, sitemap, sitespeed, sniffer, survey, sync, syndicat,
    threat, thumbnail, tracker, validat, verif, vuln, watchdog, watcher, webhook, webpagetest, webvitals
    """,
    r"(?<!user)-agent|(?<!steam )(?<!baidu)client/|index(?:er|ing)|check(?:er|host|bot)|scan(?:[ /]|$)"
    r"|analy[sz]er?|optimi[sz]er|\brss|test ?(?:agent|client|suite)|(?<!user)agent(?:$|[/) ])|\bseo\b"
    r"|researcher?|download ?(?:er|manager|master)|import(?:er)?|security ?(?:scan|check|test)|select ?\("
    r"|\(\) ?\{|ptst[ /]|\bapi[ /]",
)
"""Words of automation that mean a machine at a computer, and wherever no browser engine stands.

On a telephone they are parts of the names of apps: scanners, readers and news are what people have there.
"""

CONTACT = re.compile(r"https?:/|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2}|\[at\]| at [\w-]{1,40} dot |\(at\)")
"""Where to complain: people's browsers give no address."""

DOMAIN = re.compile(
    r"(?<![\w.@/-])(?!com\.|org\.|net\.|de\.|io\.)"
    r"(?!web\.de|gmx\.|t-online|freenet|arcor|aol\.|1und1|yahoo|msn\.)(?:[\w-]{1,40}\.){1,4}"
    r"(?:com|net|org|info|biz|io|ai|co|dev|app|cloud|tech|de|at|ch|fr|it|nl|be|pl|cz|ru|uk|eu|us|se|no|dk|fi"
    r"|es|pt|si|hu|jp|cn|kr|in|br|au|ca|me|tv|ly|gl|to|gov|edu|mobi|name|xyz|online|site)(?![\w-]|\.\w)"
)
"""A host's name. Package names of apps are written the other way round; mail services brand browsers."""

APP = _any_of(
    """
    1password, aliapp, alipay, amazon, baiduboxapp, barcelona, bytedancewebview, bytelocale, camscanner,
    capacitor, cordova, daumapps, daumdevice, ddg_, dingtalk, discord, duckduckgo/, ebay, electron,
    flipboard, flutter, gmail, heytapbrowser, huaweibrowser, instagram, ionic, jssdk, kakaostory,
    kakaotalk, lazada, liapp, libby, linkedinapp, micromessenger, miuibrowser, mqqbrowser, musical_ly,
    naver(, nextdoor, onleihe, oppobrowser, outlook-android, outlook-ios, overdrive, pinterest, quark/,
    reactnative, reddit, shopee, skype, slack_, snapchat, sogoumobile, teams/, telegram, threads, tiktok,
    titanium, trill_, tumblr, twitter for, twitterandroid, ucbrowser, viber, vivobrowser, weibo, whatsapp,
    wxwork, yaapp, yabrowser, yandexsearch, youtube, zalo
    """,
    r"\bfban/|\bfbav/|\bfb_iab|\bfbios|\bqq/|\bline/|\bgsa/"
    r"|\bqr|barcode|scanner|reader|\bnews",
)
"""Apps in which people open links, and words of their names that would mean a machine elsewhere. With a
telephone's engine beside it, a person.
"""

APP_ALONE = _any_of(
    """
    barcelona, com.google.android, instagram, musical_ly, naver, pinterest for, reddit/, tiktok, twitter,
    youtube/
    """,
    r"\bfban/|\bfbav/|\bfbios|whatsapp/[\d.]+ (?:android|iphone)|\bgsa/|snapchat/[\d.]+ \(",
)
"""Apps that also load what they show with their own means, and then name the telephone; not the messengers,
which make previews that way.
"""

CHAT_AT_COMPUTER = re.compile(
    r"(?:slack|teams|discord|skype|whatsapp|signal|mattermost|rocket\.?chat)[ /].{0,80}electron/"
)
"""Messengers at computers, which are browsers of their own."""

PROGRAM_OF_PEOPLE = _begins_with(
    """
    amiga, arachne, aweb, basilisk, brightsign, charon, chrome/, contiki, dillo, dreampassport, elinks,
    emacs, epiphany, falkon, firefox/, gnu icecat, hbbtv, hotjava, ibrowse, icab, kindle, kobo, konqueror,
    lynx, midori, mosaic, ncsa_mosaic, netbox, netpositive, netsurf, nintendo, offbyone, omniweb, palemoon,
    playstation, qutebrowser, retrozilla, roku, seamonkey, uzbl, vivaldi, vms_mosaic, voyager, w3m,
    waterfox, webpositive, webtv, xbox, youview
    """,
    "links, nook, opera, psp, safari, surf",
)
"""Programs in which people read pages although they name no engine."""

PRODUCT = re.compile(r"(?<![\w./])([a-z][\w.+-]{1,40})/v?\d")
"""A product with its version."""

PRODUCTS_OF_PEOPLE = frozenset(
    _words(
        """
        1und1, 2345explorer, 360se, adg, adobeair, agency, aliapp, alohabrowser, amigo, aol, aolbuild,
        aolshield, applewebkit, arc, arora, asw, atom, avast, avg, aviator, avira, avirascout, awesomium,
        basilisk, battle.net, bdspark, beamrise, beonex, betterbird, bidubrowser, bolt, bonecho, brave,
        bri, camino, ccleaner, centos, cheshire, chrome, chromeframe, chromeplus, chromium, coast,
        coc_coc_browser, cometbird, comodo_dragon, config, conkeror, coolnovo, core, cravingexplorer,
        crios, crkey, cros, cyberfox, ddg, debian, dillo, dingtalk, dingtalk-win, discord, dooble, dragon,
        duckduckgo, ecosia, edg, edga, edge, edgios, electron, epic, epicgameslauncher, epiphany, esp,
        falkon, fedora, feishu, fennec, ferdium, figma, firebird, firefox, firephp, firetv, flock, floorp,
        fluid, franz, fxios, galeon, gameoverlay, gecko, gentoo, gls, gmx, goanna, granparadiso, gsa, hat,
        hbbtv, herring, hutbrowser, icab, iceape, icecat, icedragon, iceweasel, inettvbrowser, iron,
        javafx, k-meleon, kagi, kakaotalk, kapiko, kazehakase, khtml, kodi, konqueror, kubuntu, lark,
        layout, lbbrowser, librewolf, lightning, like, likewise, line, links, linux, lorentz, luakit,
        lunascape, macintosh, macwechat, mailbird, mandriva, maxthon, mercury, metasr, micromessenger,
        midori, minefield, minimo, miniprogramenv, mint, mms, mmwebid, mmwebsdk, mnenhy, mobile,
        mobilesafari, mozilla, mqqbrowser, msapphost, msie, mullvad, mxbrowser, mypal, namoroka, nautilus,
        naver, navigator, netfront, netscape, netscape6, nintendo, nintendobrowser, norton, notion, nx,
        obsidian, oculusbrowser, omi, omniweb, openwave, opera, opr, opx, orca, ordissimo, origin, orion,
        os, otter, owb, palemoon, phoenix, playstation, postbox, presto, puffin, qq, qqbrowser,
        qtcarbrowser, qtwebengine, qtwebkit, quarkpc, quest, quicklook, qupzilla, qutebrowser, rambox, red,
        rekonq, rockmelt, rv, sa, safari, safer, samsungbrowser, se, seamonkey, seb, secondlife, servo,
        shiira, shiretoko, sidekick, skype, slack, slack_ssb, slackware, slbchan, slbrowser, slbvpv,
        sleipnir, slimboat, slimbrowser, slimjet, smarttv, snowshoe, sogou, songbird, spicebird, spotify,
        steam, sunrise, sunrisebrowser, surf, suse, sznprohlizec, ta, tableau, teams, telegram, tenfoot,
        tenta, tesla, teslabrowser, theworld, thorium, thunderbird, tizen, torbrowser, trailer, trident,
        ubrowser, ubuntu, ucbrowser, ulaa, unique, unrealengine, uzbl, version, viber, viewer, vivaldi,
        waterfox, wavebox, wavebrowser, web.de, web0s, webissimo3, webkitgtk, webos, webpositive, webview,
        wechat, weibo, whale, whatsapp, windows, windowswechat, wxwork, xbox, xweb, yabrowser, yowser,
        yptp, zen
        """
    )
)
"""Products in the agents of browsers at computers."""
