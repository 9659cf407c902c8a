// The page, as a Liquid template whose outputs are all escaped.
export const PAGE_TEMPLATE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{ styleHash }}'; img-src data:; base-uri 'none'; form-action 'none'">
<link rel="icon" href="data:,">
<title>{{ name }} · iteratr</title>
<style>{{ style | raw }}</style>
</head>
<body>
<header>
<h1>{{ name }}</h1>
<nav aria-label="Sections"><ul>
{%- if timeline %}<li><a href="#timeline">Timeline</a></li>{% endif %}
{%- if growth %}<li><a href="#growth">{{ growth.what | capitalize }}</a></li>{% endif %}
{%- if links.graph or links.list.size > 0 %}<li><a href="#graph">Task graph</a></li>{% endif -%}
{%- if requirements.size > 0 %}<li><a href="#requirements">Requirements</a></li>{% endif -%}
<li><a href="#tasks">Tasks</a></li><li><a href="#checks">Checks</a></li>
{%- if iterations.size > 0 %}<li><a href="#iterations">Iterations</a></li>{% endif %}
{%- if questions.size > 0 %}<li><a href="#questions">Questions</a></li>{% endif %}
{%- if notes.size > 0 %}<li><a href="#notes">Notes</a></li>{% endif %}
{%- if messages.size > 0 %}<li><a href="#messages">Messages</a></li>{% endif -%}
</ul></nav>
<dl class="facts">
{%- for fact in facts %}
<div><dt>{{ fact.name }}</dt><dd>{{ fact.value }}</dd></div>
{%- endfor %}
</dl>
</header>
<main>
{%- if doubted.size > 0 or openQuestions.size > 0 or uncommitted.count > 0 or protectedLine != "" or uncovered.size > 0 %}
<section class="attention" id="attention" aria-labelledby="attention-title">
<h2 id="attention-title">Needs attention</h2>
<ul class="plain">
{%- for task in doubted %}
<li><a href="#{{ task.id }}">{{ task.id }}</a> <span class="badge {{ task.standing }}">{{ task.standing }}</span> {{ task.why }}</li>
{%- endfor %}
{%- for question in openQuestions %}
<li><a href="#{{ question.id }}">{{ question.id }}</a> <span class="badge doubtful">not answered</span> {{ question.question }}</li>
{%- endfor %}
{%- for requirement in uncovered %}
<li><a href="#{{ requirement.id }}">{{ requirement.id }}</a> <span class="badge doubtful">no task</span> {{ requirement.text }}</li>
{%- endfor %}
{%- if protectedLine != "" %}
<li>{{ protectedLine }}</li>
{%- endif %}
{%- if uncommitted.count > 0 %}
<li>{{ uncommitted.count }} {% if uncommitted.count == 1 %}file{% else %}files{% endif %} stayed uncommitted:
{% for file in uncommitted.files %}<code>{{ file }}</code>{% unless forloop.last %}, {% endunless %}{% endfor %}
{%- if uncommitted.leftOut > 0 %} and {{ uncommitted.leftOut }} more{% endif %}</li>
{%- endif %}
</ul>
</section>
{%- endif %}
{%- if timeline %}
<section id="timeline" aria-labelledby="timeline-title">
<h2 id="timeline-title">Timeline</h2>
<svg class="chart timeline" viewBox="0 0 {{ chart.width }} {{ chart.height }}" preserveAspectRatio="none" role="img" aria-label="Iterations and waits over time; the table of iterations has the same in numbers">
{%- for x in timeline.breaks %}
<line class="break" x1="{{ x }}" x2="{{ x }}" y1="0" y2="{{ chart.height }}"/>
{%- endfor %}
{%- for bar in timeline.iterations %}
<rect class="{{ bar.kind }}" x="{{ bar.x }}" y="15" width="{{ bar.width }}" height="45"><title>{{ bar.label }}</title></rect>
{%- endfor %}
{%- for bar in timeline.waits %}
<rect class="wait" x="{{ bar.x }}" y="70" width="{{ bar.width }}" height="18"><title>{{ bar.label }}</title></rect>
{%- endfor %}
</svg>
<p class="scale"><span>start</span><span>{{ timeline.length }}, without the time between runs</span></p>
<p class="key"><span class="finished">finished</span><span class="failed">failed</span><span class="interrupted">interrupted</span>
<span class="running">not ended</span><span class="wait">wait</span></p>
{%- if timeline.leftOut > 0 %}<p class="soft">{{ timeline.leftOut }} earlier iterations are not drawn.</p>{% endif %}
</section>
{%- endif %}
{%- if growth %}
<section id="growth" aria-labelledby="growth-title">
<h2 id="growth-title">{{ growth.what | capitalize }} over time</h2>
<svg class="chart growth" viewBox="0 -4 {{ chart.width }} 108" preserveAspectRatio="none" role="img" aria-label="{{ growth.what }} of all iterations over time, {{ growth.total }} at the end">
<polyline points="{{ growth.points }}"/>
</svg>
<p class="scale"><span>start: 0</span><span>end: {{ growth.total }}{% if growth.others != "" %} (and {{ growth.others }}, not drawn){% endif %}</span></p>
</section>
{%- endif %}
{%- if usage.size > 0 %}
<section id="usage" aria-labelledby="usage-title">
<h2 id="usage-title">Usage</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Usage"><table>
<thead><tr><th scope="col">role</th><th scope="col">agent</th><th scope="col">model</th><th scope="col">tokens</th><th scope="col">cost</th></tr></thead>
<tbody>{% for row in usage %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</tbody></table></div>
</section>
{%- endif %}
{%- if links.graph %}
<section id="graph" aria-labelledby="graph-title">
<h2 id="graph-title">Task graph</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Task graph">
<svg width="{{ links.graph.width }}" height="{{ links.graph.height }}" role="group" aria-label="A task waits for the tasks to its left that a line connects it with">
{%- for path in links.graph.edges %}
<path class="edge" d="{{ path }}"/>
{%- endfor %}
{%- for node in links.graph.nodes %}
<a href="#{{ node.id }}"><g class="node {{ node.status }}" transform="translate({{ node.x }} {{ node.y }})"><title>{{ node.id }}: {{ node.status | replace: "_", " " }}</title><rect width="{{ links.graph.node.width }}" height="{{ links.graph.node.height }}" rx="6"/><text x="48" y="20">{{ node.id }}</text></g></a>
{%- endfor %}
</svg>
</div>
<p class="key"><span class="completed">completed</span><span class="in_progress">in progress</span><span class="remaining">remaining, cancelled</span><span class="blocked">blocked</span></p>
{%- if links.unlinked > 0 %}<p class="soft">Not drawn: {{ links.unlinked }} without dependencies.</p>{% endif %}
</section>
{%- elsif links.list.size > 0 %}
<section id="graph" aria-labelledby="graph-title">
<h2 id="graph-title">Dependencies</h2>
<details><summary>{{ links.list.size }} tasks depend on others</summary><div><ul class="plain">
{%- for link in links.list %}
<li><a href="#{{ link.id }}">{{ link.id }}</a> after {% for id in link.dependsOn %}<a href="#{{ id }}">{{ id }}</a>{% unless forloop.last %}, {% endunless %}{% endfor %}</li>
{%- endfor %}
</ul></div></details>
</section>
{%- endif %}
<section id="tasks" aria-labelledby="tasks-title">
<h2 id="tasks-title">Tasks</h2>
{%- unless isVerified %}
<p class="soft">Nothing was verified: no checks ran.</p>
{%- endunless %}
{%- for task in tasks %}
<details id="{{ task.id }}"{% if task.kind == "doubtful" or task.kind == "returned" %} open{% endif %}>
<summary>{{ task.id }} <span class="badge {{ task.kind }}">{{ task.label }}</span> {{ task.title }}</summary>
<div>
{%- if task.why != "" %}<p class="{{ task.kind }}">{{ task.why }}</p>{% endif %}
<p class="text">{{ task.content }}</p>
<p class="soft">{{ task.status }}, priority {{ task.priority }}
{%- if task.dependsOn.size > 0 %}, after {% for id in task.dependsOn %}<a href="#{{ id }}">{{ id }}</a>{% unless forloop.last %}, {% endunless %}{% endfor %}{% endif %}
{%- if task.touches.size > 0 %}, touches {% for file in task.touches %}<code>{{ file }}</code>{% unless forloop.last %}, {% endunless %}{% endfor %}{% endif %}</p>
{%- if task.evidence %}
<dl class="evidence">
<dt>Iterations</dt><dd>{% if task.evidence.iterations != "" %}{{ task.evidence.iterations }}{% else %}none{% endif %}</dd>
<dt>Commits</dt><dd>{% for commit in task.evidence.commits %}<code>{{ commit }}</code> {% else %}none{% endfor %}</dd>
<dt>Files</dt><dd>{% for file in task.evidence.files %}<code>{{ file }}</code>{% unless forloop.last %}, {% endunless %}{% else %}none{% endfor %}
{%- if task.evidence.filesLeftOut > 0 %} and {{ task.evidence.filesLeftOut }} more{% endif %}</dd>
<dt>Reported edits</dt><dd>{{ task.evidence.edits }}</dd>
<dt>Commands</dt><dd><ul class="plain">
{%- if task.evidence.commandsLeftOut > 0 %}<li class="soft">… {{ task.evidence.commandsLeftOut }} earlier ones</li>{% endif %}
{%- for command in task.evidence.commands %}<li class="command">{{ command.text }}</li>{% else %}<li>none</li>{% endfor %}</ul></dd>
<dt>Checks</dt><dd><ul class="plain">
{%- for check in task.evidence.checks %}<li class="{{ check.outcome }}">{{ check.text }}</li>{% else %}<li>none</li>{% endfor %}
{%- if task.evidence.besides != "" %}<li>{{ task.evidence.besides }}</li>{% endif %}</ul></dd>
</dl>
{%- endif %}
</div>
</details>
{%- else %}
<p>No tasks yet.</p>
{%- endfor %}
{%- if tasksLeftOut > 0 %}<p class="soft">{{ tasksLeftOut }} more are not shown; the Markdown report has all.</p>{% endif %}
</section>
<section id="checks" aria-labelledby="checks-title">
<h2 id="checks-title">Checks</h2>
<ul class="plain">
{%- for check in checks %}
<li class="{{ check.outcome }}">{{ check.text }}</li>
{%- else %}
<li class="soft">No check ran.</li>
{%- endfor %}
</ul>
</section>
{%- if iterations.size > 0 %}
<section id="iterations" aria-labelledby="iterations-title">
<h2 id="iterations-title">Iterations</h2>
{%- if iterationsLeftOut > 0 %}<p class="soft">{{ iterationsLeftOut }} earlier ones are not shown; the Markdown report has all.</p>{% endif %}
<div class="scroll" tabindex="0" role="region" aria-label="Iterations"><table>
<thead><tr><th scope="col">#</th><th scope="col">Outcome</th><th scope="col">Started</th><th scope="col">Work</th><th scope="col">Tasks</th><th scope="col">Files</th><th scope="col">Commit</th><th scope="col">Tokens</th><th scope="col">Cost</th><th scope="col">Summary</th></tr></thead>
<tbody>
{%- for iteration in iterations %}
<tr><td>{{ iteration.number }}</td><td class="{{ iteration.outcome }}">{{ iteration.outcome }}{% if iteration.reason != "" %}: {{ iteration.reason }}{% endif %}{% if iteration.place != "" %}<br><span class="soft">{{ iteration.place }}</span>{% endif %}</td><td class="tight">{{ iteration.started }}</td><td class="tight">{{ iteration.time }}</td><td>{{ iteration.tasks }}</td><td>{{ iteration.files }}</td><td><code>{{ iteration.commit }}</code></td><td>{{ iteration.tokens }}</td><td>{{ iteration.cost }}</td><td class="wide"><div class="text">{{ iteration.summary }}</div></td></tr>
{%- endfor %}
</tbody></table></div>
</section>
{%- endif %}
{%- if requirements.size > 0 %}
<section id="requirements" aria-labelledby="requirements-title">
<h2 id="requirements-title">Requirements</h2>
<p>{{ coverageLine }}.</p>
<ul class="plain">
{%- for requirement in requirements %}
<li id="{{ requirement.id }}"><strong>{{ requirement.id }}</strong> line {{ requirement.line }}, {{ requirement.coverage }}
{%- for task in requirement.tasks %} <a href="#{{ task }}">{{ task }}</a>{% endfor %}: {{ requirement.text }}</li>
{%- endfor %}
</ul>
</section>
{%- endif %}
{%- if questions.size > 0 %}
<section id="questions" aria-labelledby="questions-title">
<h2 id="questions-title">Questions</h2>
{%- for question in questions %}
<article id="{{ question.id }}">
<p class="text"><strong>{{ question.id }}</strong>{% if question.task %} about <a href="#{{ question.task }}">{{ question.task }}</a>{% endif %} ({{ question.asked }}): {{ question.question }}</p>
{%- if question.choices.size > 0 %}
<ol>{% for choice in question.choices %}<li>{{ choice }}</li>{% endfor %}</ol>
{%- endif %}
{%- if question.by != "" %}
<p class="text">{{ question.by }}: {{ question.answer }}</p>
{%- else %}
<p class="doubtful">Not answered.{% if question.assumption != "" %} Assumption: {{ question.assumption }}{% endif %}</p>
{%- endif %}
</article>
{%- endfor %}
</section>
{%- endif %}
{%- if notes.size > 0 %}
<section id="notes" aria-labelledby="notes-title">
<h2 id="notes-title">Notes</h2>
<ul class="plain">
{%- for note in notes %}
<li class="text"><strong>{{ note.id }}</strong> <span class="badge">{{ note.type }}</span> {{ note.content }}</li>
{%- endfor %}
</ul>
</section>
{%- endif %}
{%- if messages.size > 0 %}
<section id="messages" aria-labelledby="messages-title">
<h2 id="messages-title">Messages</h2>
<ul class="plain">
{%- for message in messages %}
<li class="text"><strong>{{ message.id }}</strong> ({{ message.time }}{% unless message.delivered %}, not delivered{% endunless %}) {{ message.text }}</li>
{%- endfor %}
</ul>
</section>
{%- endif %}
</main>
</body>
</html>
`;
