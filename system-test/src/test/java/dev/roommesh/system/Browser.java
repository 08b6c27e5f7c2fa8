package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium without a window, as this machine has it: nothing is downloaded. {@code ROOMMESH_CHROMIUM} and
 * {@code ROOMMESH_CHROMEDRIVER} name other programs than those of Debian's packages.
 */
final class Browser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDE = 1280;
    private static final int PHONE = 360;

    private final ChromeDriver driver;

    Browser() {
        var options = new ChromeOptions();
        options.setBinary(program("ROOMMESH_CHROMIUM", "/usr/bin/chromium"));
        // Root has no sandbox of its own, and small machines little shared memory.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--window-size=" + WIDE + ",900", "--hide-scrollbars", "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync", "--no-first-run", "--no-default-browser-check");
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(new ChromeDriverService.Builder()
                .usingDriverExecutable(program("ROOMMESH_CHROMEDRIVER", "/usr/bin/chromedriver")).usingAnyFreePort()
                .withSilent(true).build(), options);
    }

    private static File program(String variable, String usual) {
        File program = new File(System.getenv().getOrDefault(variable, usual));
        assertThat(program).as("Install chromium and chromium-driver (apt-get install chromium chromium-driver), or "
                + "name the program in " + variable).canRead();
        return program;
    }

    void open(URI address) {
        driver.get(address.toString());
    }

    String address() {
        return String.valueOf(driver.getCurrentUrl());
    }

    /** What the script returns: null, a Boolean, a Long, a String, or a list or map of these. */
    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The same for a script that is a promise. */
    @Nullable
    Object runAsync(String body) {
        return driver.executeAsyncScript("const done = arguments[arguments.length - 1]; (async () => {" + body
                + "})().then(done, broken => done('broken: ' + broken))");
    }

    /** The text as it is shown, of the first element that the selector finds; empty where there is none. */
    String text(String selector) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.innerText ?? ''", selector));
    }

    long count(String selector) {
        return run("return document.querySelectorAll(arguments[0]).length", selector) instanceof Long count ? count : 0;
    }

    void click(String selector) {
        run("document.querySelector(arguments[0]).click()", selector);
    }

    void awaitText(String selector, String text) {
        awaitText(selector, shown -> shown.contains(text), text);
    }

    void awaitText(String selector, Predicate<String> wish, String what) {
        await(selector + ": " + what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> text(selector),
                wish);
    }

    void awaitCount(String selector, long count) {
        await(selector).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> count(selector),
                found -> found == count);
    }

    /** @param scheme {@code light} or {@code dark} */
    void prefer(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", scheme),
                        Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    void likeAPhone() {
        size(PHONE, 740, true);
    }

    void likeADesk() {
        size(WIDE, 900, false);
    }

    private void size(int width, int height, boolean mobile) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    void assertNothingIsBesideTheScreen() {
        assertThat(run("""
                return [...document.querySelectorAll('body *')]
                    .filter(part => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest('svg'))
                    .map(part => part.outerHTML.slice(0, 80))"""))
                .as("parts that reach beyond the right edge").isEqualTo(List.of());
        assertThat(run("return document.documentElement.scrollWidth <= innerWidth")).as("no scrolling sideways")
                .isEqualTo(true);
    }

    /** Text that can be seen stands out from its ground as WCAG's level AA asks, 4.5 to 1. */
    void assertContrast() {
        assertThat(run("""
                const parts = colour => colour.match(/[0-9.]+/g).map(Number);
                const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const ground = part => {
                    for (let at = part; at !== null; at = at.parentElement) {
                        const colour = parts(getComputedStyle(at).backgroundColor);
                        if (colour.length === 3 || colour[3] === 1) return colour;
                    }
                    return [255, 255, 255];
                };
                return [...document.querySelectorAll('body *')]
                    .filter(part => part.checkVisibility() && part.tagName !== 'title')
                    .filter(part => [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== ''))
                    .map(part => {
                        const style = getComputedStyle(part);
                        const text = light(parts(part instanceof SVGElement ? style.fill : style.color));
                        const behind = light(ground(part));
                        const contrast = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
                        return contrast < 4.5 ? part.textContent.slice(0, 40) + ' ' + contrast.toFixed(2) : null;
                    }).filter(low => low !== null)""")).as("text that is hard to read").isEqualTo(List.of());
    }

    /** The whole page, in {@code target/screenshots}. */
    void screenshot(String name) {
        Map<String, Object> shot = driver.executeCdpCommand("Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"),
                    Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** What the browser has complained of since it was asked last: what the policy forbids, what failed, what was thrown. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue()).map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
