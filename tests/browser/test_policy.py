"""The policy of the page, kept by a browser. That the page itself lives within it, every other test here sees."""

from tests.browser.conftest import Visit
from tests.hosting import hosted

INTRUDE = """() => {
    const script = document.createElement('script');
    script.textContent = 'window.intruded = true';
    document.body.append(script);
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.intruded = true');
    document.body.append(button);
    button.click();
    const far = document.createElement('script');
    far.src = 'http://localhost:1/far.js';
    document.body.append(far);
    return window.intruded ?? false;
}"""


def test_scripts_that_are_not_the_pages_do_not_run(visit):
    visitor = visit()
    assert visitor.page.evaluate(INTRUDE) is False
    assert len([complaint for complaint in visitor.complaints if "Content Security Policy" in complaint]) == 3


def test_other_sites_cannot_frame_the_page_without_being_named(browser, server_url):
    with hosted(f'<iframe src="{server_url}/"></iframe>') as url, browser.new_context() as context:
        visitor = Visit(context.new_page())
        visitor.page.goto(url)
        assert any("frame-ancestors" in complaint for complaint in visitor.complaints)
        assert visitor.page.frames[1].query_selector("gradio-app") is None
