// Draws lines and bars with ECharts in the colours of the page, and again when these or the width change.
(function () {
  if (customElements.get('milora-chart')) return;
  const PALETTE = {
    light: ['#3b5bdb', '#c2410c', '#0f766e', '#9d174d', '#6d28d9', '#a16207', '#0369a1', '#4b5563'],
    dark: ['#8da2fb', '#fb923c', '#5eead4', '#f9a8d4', '#c4b5fd', '#fde047', '#7dd3fc', '#9ca3af'],
  };

  class MiloraChart extends HTMLElement {
    connectedCallback() {
      this.resizing = new ResizeObserver(() => this.chart && this.chart.resize());
      this.resizing.observe(this);
      this.theming = new MutationObserver(() => this.paint());
      this.theming.observe(document.documentElement, { attributes: true });
      this.system = matchMedia('(prefers-color-scheme: dark)');
      this.repaint = () => this.paint();
      this.system.addEventListener('change', this.repaint);
      this.paint();
    }

    disconnectedCallback() {
      this.resizing.disconnect();
      this.theming.disconnect();
      this.system.removeEventListener('change', this.repaint);
      if (this.chart) this.chart.dispose();
      this.chart = null;
    }

    draw(data) {
      this.data = data;
      this.paint();
    }

    paint() {
      if (!this.data || !this.isConnected || !window.echarts) return;
      if (!this.chart) this.chart = echarts.init(this, null, { renderer: 'svg' });
      this.chart.setOption(this.option(getComputedStyle(this)), true);
    }

    option(style) {
      const dark = style.colorScheme.includes('dark') &&
        (!style.colorScheme.includes('light') || this.system.matches);
      const ink = style.color;
      const faint = dark ? 'rgba(255,255,255,.14)' : 'rgba(0,0,0,.10)';
      const text = { color: ink, fontFamily: style.fontFamily };
      const labels = this.data.labels;
      const axis = (name, right) => ({
        type: 'value', scale: !labels, name, position: right ? 'right' : 'left',
        nameTextStyle: { ...text, align: right ? 'right' : 'left' }, axisLabel: text,
        splitLine: { show: !right, lineStyle: { color: faint } },
      });
      const named = (right) => this.data.series.filter((s) => s.right === right).map((s) => s.name);
      const two = named(true).length > 0;
      return {
        animation: false,
        color: dark ? PALETTE.dark : PALETTE.light,
        textStyle: text,
        grid: { left: 8, right: two ? 8 : 16, top: 56, bottom: 24, containLabel: true },
        legend: { type: 'scroll', top: 0, left: 0, textStyle: text, icon: 'roundRect', itemHeight: 4 },
        tooltip: {
          trigger: 'axis', axisPointer: { type: labels ? 'shadow' : 'line' }, confine: true,
          backgroundColor: dark ? '#22262f' : '#ffffff', borderColor: faint,
          textStyle: { color: dark ? '#f2f4f8' : '#1c2430' },
          valueFormatter: (v) => (v == null ? '–' : Number.isInteger(v) ? v.toLocaleString('en')
            : Number(v).toPrecision(4)),
        },
        xAxis: {
          type: labels ? 'category' : 'value', data: labels, max: labels ? undefined : 'dataMax',
          name: this.data.x, nameLocation: 'middle', nameGap: 24, nameTextStyle: text,
          axisLabel: text, splitLine: { show: false }, axisLine: { lineStyle: { color: faint } },
        },
        yAxis: two ? [axis(named(false).join(', ')), axis(named(true).join(', '), true)]
          : [axis('')],
        series: this.data.series.map((s) => (labels ? this.bars(s) : this.line(s))),
      };
    }

    bars(series) {
      return { name: series.name, type: 'bar', stack: 'all', data: series.points, barMaxWidth: 36 };
    }

    line(series) {
      return {
        name: series.name, type: 'line', yAxisIndex: series.right ? 1 : 0, data: series.points,
        showSymbol: series.points.length < 40, symbolSize: 5, lineStyle: { width: 2 },
        sampling: 'lttb',
      };
    }
  }
  customElements.define('milora-chart', MiloraChart);
})();
